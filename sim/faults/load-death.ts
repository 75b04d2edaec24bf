import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { noneAnswers } from './proofs.ts'

/**
 * The load generator dies, and is not started again: without load there is nothing to judge. A
 * fault of the harness: the run must end as failed, with every other fault undone.
 */
export const loadDeath = defineFault({
  kind: 'load-death',
  about: 'The load generator dies for good. The run must fail, with every other fault undone.',
  example: {},
  params: z.strictObject({}),
  plan: (_params, { parts }) => parts.filter(({ kind }) => kind === 'load'),
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
  // What was not offered is not offered later; nothing of the world was harmed.
  proveHealed: async () => true,
})
