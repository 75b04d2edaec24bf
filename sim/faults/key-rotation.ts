import { z } from 'zod'
import { management } from '../wiring.ts'
import { areCurrent, namesAbout, planeOf } from './configuration.ts'
import { defineFault } from './define-fault.ts'

/** A subscription's key is regenerated while clients still send the old one; undone, it is back. */
export const keyRotation = defineFault({
  kind: 'key-rotation',
  about: "A subscription's key is regenerated while clients still send the old one.",
  example: { subscription: 'contoso' },
  params: z.strictObject({
    subscription: z.string(),
    key: z.enum(['primary', 'secondary']).default('primary'),
  }),
  plan: (_params, world) => planeOf(world),
  async apply(_targets, { subscription, key }, world, undo) {
    undo.use(await world.harmPart(management, { kind: 'key-rotation', subscription, key }))
  },
  prove: (_targets, world) => areCurrent(world, namesAbout({}, world)),
  proveHealed: (_targets, world) => areCurrent(world, namesAbout({}, world)),
})
