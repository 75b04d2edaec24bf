import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, feelsHarm, holdersAt, holdersWhere } from './holders.ts'

export const counterDelay = defineFault({
  kind: 'counter-delay',
  about: 'What instances tell their peers of calls they counted leaves late.',
  example: { delayMs: 400 },
  params: z.strictObject({
    ...holdersWhere,
    delayMs: z.number().positive().max(60_000),
    jitterMs: z.number().nonnegative().default(0),
  }),
  plan: holdersAt,
  async apply(targets, { delayMs, jitterMs }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-delay', delayMs, jitterMs }))
    }
  },
  prove: (targets, world) => everyHolder(targets, world, feelsHarm),
})
