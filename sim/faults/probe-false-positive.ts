import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { eachIs, harmRouters, regionStatusOf, routersOf } from './routers.ts'

export const probeFalsePositive = defineFault({
  kind: 'probe-false-positive',
  about:
    'Probes of a region succeed whatever becomes of it, and the router goes on sending clients there.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: z.string() }),
  plan: ({ region }, world) => routersOf(world, region),
  apply: (targets, { region }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'probe-verdict', region, isAlive: true }),
  prove: (targets, world, { region }) =>
    eachIs(targets, async (target) => {
      const seen = await regionStatusOf(world, target, region)
      return seen?.isOverruled === true && seen.state === 'in'
    }),
  proveHealed: (targets, world, { region }) =>
    eachIs(targets, async (target) => {
      const seen = await regionStatusOf(world, target, region)
      return seen?.isOverruled === false
    }),
})
