import { z } from 'zod'
import { management } from '../wiring.ts'
import { planeOf } from './configuration.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'

const delayMs = z.number().nonnegative().max(600_000)

/**
 * A change is acknowledged and the management plane dies, later each time. One fault and not one
 * for each delay: how long the plane takes to come back is the machine's to say, and the next
 * change has to wait for it.
 */
export const publishSweep = defineFault({
  kind: 'publish-sweep',
  about:
    'A change is acknowledged and the management plane dies, later each time: one death for each ' +
    'delay, the last one until the end. What instances had by then is the curve of the report.',
  example: { aftersMs: [0, 500, 1_500], downMs: 500 },
  params: z.strictObject({
    aftersMs: z.array(delayMs).min(1).max(50).describe('from publish to death, one for each death'),
    downMs: delayMs.default(1_000).describe('from a death until the plane is started again'),
  }),
  plan: (_params, world) => planeOf(world),
  async apply(targets, { aftersMs, downMs }, world, undo) {
    for (const [index, afterMs] of aftersMs.entries()) {
      if (index > 0) await answering(targets, world)
      undo.use(await world.harmPart(management, { kind: 'publish' }))
      await world.wait(afterMs)
      const dead = undo.use(await world.kill(targets))
      await world.wait(downMs)
      if (index < aftersMs.length - 1) await dead[Symbol.asyncDispose]()
    }
  },
  async prove(targets, world) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(true)
  },
})

const askEveryMs = 50
// A plane that is not back by then fails the next publish, which says so.
const asksMax = 600

async function answering(targets: readonly FaultTarget[], world: FaultWorld): Promise<void> {
  for (let asked = 0; asked < asksMax; asked += 1) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    if (!answers.includes(false)) return
    await world.wait(askEveryMs)
  }
}
