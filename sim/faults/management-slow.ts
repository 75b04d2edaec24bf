import { z } from 'zod'
import { management } from '../wiring.ts'
import { planeOf } from './configuration.ts'
import { defineFault, type FaultWorld } from './define-fault.ts'

/** Every answer of the management plane takes longer, to instances and to operators. */
export const managementSlow = defineFault({
  kind: 'management-slow',
  about: 'Every answer of the management plane takes longer, to instances and to operators.',
  example: { latencyMs: 1_000 },
  // A probe gives up after three seconds, and what it cannot time it cannot prove.
  params: z.strictObject({ latencyMs: z.number().positive().max(2_500).default(1_000) }),
  plan: (_params, world) => planeOf(world),
  async apply(_targets, { latencyMs }, world, undo) {
    undo.use(await world.harmPart(management, { kind: 'slow', latencyMs }))
  },
  async prove(_targets, world, { latencyMs }) {
    const tookMs = await answerMsOf(world)
    return tookMs !== undefined && tookMs >= latencyMs
  },
  async proveHealed(_targets, world, { latencyMs }) {
    const tookMs = await answerMsOf(world)
    return tookMs !== undefined && tookMs < latencyMs
  },
})

/** Over the link of one instance: the harm is in the plane, and the same for all. */
async function answerMsOf(world: FaultWorld): Promise<number | undefined> {
  const [link] = world.linksBetween(
    ({ kind }) => kind === 'instance',
    ({ kind }) => kind === 'management',
  )
  return link === undefined ? undefined : world.probe(link)
}
