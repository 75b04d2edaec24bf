import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { everyHolder, holdersAt, holdersWhere } from './holders.ts'

export const counterClockSkew = defineFault({
  kind: 'counter-clock-skew',
  about:
    'The clock by which instances count calls is ahead or behind, so that calls leave their ' +
    'window early or late, here and wherever it is heard of.',
  example: { instance: 'westeurope-1-u1-a', skewMs: 30_000 },
  params: z.strictObject({
    ...holdersWhere,
    skewMs: z
      .number()
      .min(-3_600_000)
      .max(3_600_000)
      .refine((skewMs) => skewMs !== 0, 'not 0: that is no skew'),
  }),
  plan: holdersAt,
  async apply(targets, { skewMs }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: 'counter-clock-skew', skewMs }))
    }
  },
  prove: (targets, world, params) =>
    everyHolder(targets, world, ({ skewMs }) => skewMs === params.skewMs),
  proveHealed: (targets, world) => everyHolder(targets, world, ({ skewMs }) => skewMs === 0),
})
