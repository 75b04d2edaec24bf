import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, holdersAt, holdersWhere } from './holders.ts'

export const counterReset = defineFault({
  kind: 'counter-reset',
  about:
    'Instances forget every call that was counted, once; they hear from their peers what these ' +
    'still know, or not even that.',
  example: { zone: 'westeurope-2' },
  params: z.strictObject({
    ...holdersWhere,
    catchesUp: z.boolean().default(true).describe('peers tell them again what they know'),
  }),
  plan: holdersAt,
  async apply(targets, { catchesUp }, world, undo) {
    const resets = targets.map(async ({ name }) => {
      // At once: one that still remembered would tell the others.
      undo.use(await world.harmPart(name, { kind: 'counter-reset', catchesUp }))
    })
    await Promise.all(resets)
  },
  prove: (targets, world) => everyHolder(targets, world, ({ generation }) => generation > 1),
})
