import { z } from 'zod'
import { management } from '../wiring.ts'
import { planeOf } from './configuration.ts'
import { defineFault } from './define-fault.ts'

/** A change is acknowledged, and the management plane dies a moment later, before all have it. */
export const publishThenDown = defineFault({
  kind: 'publish-then-down',
  about: 'A change is acknowledged, and the management plane dies a moment later.',
  example: { afterMs: 200 },
  params: z.strictObject({
    afterMs: z.number().nonnegative().max(600_000).default(200).describe('from publish to death'),
  }),
  plan: (_params, world) => planeOf(world),
  async apply(targets, { afterMs }, world, undo) {
    undo.use(await world.harmPart(management, { kind: 'publish' }))
    await world.wait(afterMs)
    undo.use(await world.kill(targets))
  },
  async prove(targets, world) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(true)
  },
})
