import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, feelsHarm, holdersAt, holdersWhere } from './holders.ts'

export const counterJam = defineFault({
  kind: 'counter-jam',
  about:
    'What instances tell their peers of calls they counted is held back, and all arrives in one burst.',
  example: { zone: 'westeurope-2' },
  params: z.strictObject({
    ...holdersWhere,
  }),
  plan: holdersAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-jam' }))
    }
  },
  prove: (targets, world) => everyHolder(targets, world, feelsHarm),
})
