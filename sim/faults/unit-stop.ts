import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/**
 * Instances are stopped as for an update: SIGTERM. They answer probes with 503 from then on, and go
 * when their load balancer has seen it and their clients have let go.
 */
export const unitStop = defineFault({
  kind: 'unit-stop',
  about:
    'Instances are stopped as for an update (SIGTERM): they leave first, and no request is lost.',
  example: { unit: 2 },
  params: placedParams({}),
  plan: instancesAt,
  async apply(targets, _params, world, undo) {
    undo.use(await world.stop(targets))
  },
  prove: noneAnswers,
})
