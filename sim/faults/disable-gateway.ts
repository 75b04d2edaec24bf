import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { eachIs, harmRouters, regionStatusOf, routersOf } from './routers.ts'

export const disableGateway = defineFault({
  kind: 'disable-gateway',
  about:
    'The gateway of a region is disabled (disableGateway): after a while the router sends nobody there.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: z.string() }),
  plan: ({ region }, world) => routersOf(world, region),
  apply: (targets, { region }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'disable-gateway', region }),
  prove: (targets, world, { region }) =>
    eachIs(targets, async (target) => {
      return (await regionStatusOf(world, target, region))?.isDisabled === true
    }),
  proveHealed: (targets, world, { region }) =>
    // Ordered to be enabled again: that it takes minutes is the platform's way and no harm.
    eachIs(targets, async (target) => {
      return (await regionStatusOf(world, target, region))?.isToBeDisabled === false
    }),
})
