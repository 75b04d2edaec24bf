import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** Instances crash: SIGKILL, and their connections end at once. */
export const unitCrash = defineFault({
  kind: 'unit-crash',
  about: 'Instances crash (SIGKILL): their connections end at once, what was under way is lost.',
  example: { unit: 2 },
  params: placedParams({}),
  plan: instancesAt,
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
