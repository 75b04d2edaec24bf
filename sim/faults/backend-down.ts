import { z } from 'zod'
import { backendsAt, backendWhere } from './backend-targets.ts'
import { defineFault } from './define-fault.ts'

export const backendDown = defineFault({
  kind: 'backend-down',
  about: 'A backend loses power, everywhere or in one region: silent first, and dead then.',
  example: { backend: 'orders' },
  params: z.strictObject({
    ...backendWhere,
    silenceMs: z.number().nonnegative().default(1_000),
  }),
  plan: backendsAt,
  async apply(targets, { silenceMs }, world, undo) {
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  async prove(targets, world) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(true)
  },
})
