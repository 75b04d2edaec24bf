import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** Instances are stopped as for an update: SIGTERM, and requests under way may end. */
export const unitStop = defineFault({
  kind: 'unit-stop',
  about: 'Instances are stopped as for an update (SIGTERM): requests under way may end first.',
  example: { unit: 2 },
  params: placedParams({}),
  plan: instancesAt,
  async apply(targets, _params, world, undo) {
    undo.use(await world.stop(targets))
  },
  prove: noneAnswers,
})
