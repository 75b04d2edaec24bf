import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { eachIs, harmRouters, routersOf, statusOf } from './routers.ts'

export const slowFailback = defineFault({
  kind: 'slow-failback',
  about: 'A region that is out stays out, however well it is: clients come back late.',
  example: {},
  params: z.strictObject({}),
  plan: (_params, world) => routersOf(world),
  apply: (targets, _params, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'slow-failback' }),
  prove: (targets, world) =>
    eachIs(targets, async (target) => (await statusOf(world, target)).keepsOut),
  proveHealed: (targets, world) =>
    eachIs(targets, async (target) => !(await statusOf(world, target)).keepsOut),
})
