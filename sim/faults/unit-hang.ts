import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** Instances hang: SIGSTOP. The system still accepts connections for them, and nobody reads. */
export const unitHang = defineFault({
  kind: 'unit-hang',
  about: 'Instances hang (SIGSTOP): connections are still accepted, and nothing is answered.',
  example: { unit: 2 },
  params: placedParams({}),
  plan: instancesAt,
  async apply(targets, _params, world, undo) {
    undo.use(await world.pause(targets))
  },
  prove: noneAnswers,
})
