import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, feelsHarm, holdersAt, holdersWhere } from './holders.ts'

export const counterReorder = defineFault({
  kind: 'counter-reorder',
  about: 'What instances tell their peers of calls they counted arrives in another order.',
  example: {},
  params: z.strictObject({
    ...holdersWhere,
  }),
  plan: holdersAt,
  async apply(targets, _params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-reorder' }))
    }
  },
  prove: (targets, world) => everyHolder(targets, world, feelsHarm),
})
