import { z } from 'zod'
import { planeOf } from './configuration.ts'
import { defineFault } from './define-fault.ts'

/** The management plane dies: nothing can be changed, and gateways serve what they have. */
export const managementDown = defineFault({
  kind: 'management-down',
  about: 'The management plane dies: nothing can be changed, and gateways serve what they have.',
  example: {},
  params: z.strictObject({}),
  plan: (_params, world) => planeOf(world),
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  async prove(targets, world) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(true)
  },
})
