import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { eachIs, harmRouters, regionStatusOf, routersOf } from './routers.ts'

export const probeFalseNegative = defineFault({
  kind: 'probe-false-negative',
  about: 'Probes of a healthy region fail, and the router sends nobody there.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: z.string() }),
  plan: ({ region }, world) => routersOf(world, region),
  apply: (targets, { region }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'probe-verdict', region, isAlive: false }),
  prove: (targets, world, { region }) =>
    eachIs(targets, async (target) => {
      const seen = await regionStatusOf(world, target, region)
      return seen?.isOverruled === true && seen.state === 'out'
    }),
  proveHealed: (targets, world, { region }) =>
    eachIs(targets, async (target) => {
      const seen = await regionStatusOf(world, target, region)
      return seen?.isOverruled === false && seen.state === 'in'
    }),
})
