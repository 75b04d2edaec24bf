import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, feelsHarm, holdersAt, holdersWhere } from './holders.ts'

export const counterDuplicate = defineFault({
  kind: 'counter-duplicate',
  about: 'What instances tell their peers of calls they counted arrives several times.',
  example: { copies: 3 },
  params: z.strictObject({
    ...holdersWhere,
    copies: z.number().int().min(2).max(10).default(2),
  }),
  plan: holdersAt,
  async apply(targets, { copies }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-duplicate', copies }))
    }
  },
  prove: (targets, world) => everyHolder(targets, world, feelsHarm),
})
