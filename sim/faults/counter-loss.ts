import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, feelsHarm, holdersAt, holdersWhere } from './holders.ts'

export const counterLoss = defineFault({
  kind: 'counter-loss',
  about: 'A share of what instances tell their peers of calls they counted is lost.',
  example: { zone: 'westeurope-2', share: 0.5 },
  params: z.strictObject({
    ...holdersWhere,
    share: z.number().gt(0).max(1).default(1),
  }),
  plan: holdersAt,
  async apply(targets, { share }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-loss', share }))
    }
  },
  prove: (targets, world) => everyHolder(targets, world, feelsHarm),
})
