import { z } from 'zod'
import { canariesTo } from './backend-canaries.ts'
import { backendsAt, backendWhere } from './backend-targets.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'

/**
 * Its links refuse with it: they accept for the backend, and a gateway would see a reset where a
 * backend that does not listen refuses.
 */
export const backendRefuse = defineFault({
  kind: 'backend-refuse',
  about: 'A backend stops listening: connections are refused, and live ones are reset.',
  example: { backend: 'orders' },
  params: z.strictObject(backendWhere),
  plan: backendsAt,
  async apply(targets, _params, world, undo) {
    const links = world.linksBetween(
      () => true,
      ({ name }) => targets.some((target) => target.name === name),
    )
    if (links.length > 0) undo.use(await world.harmLinks(links, { kind: 'refuse' }))
    for (const { name } of targets) undo.use(await world.harmPart(name, { kind: 'refuse' }))
  },
  prove: async (targets, world) =>
    (await troublesOf(targets, world)).every((trouble) => trouble === 'ECONNREFUSED'),
  async proveHealed(targets, world) {
    const troubles = await troublesOf(targets, world)
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return troubles.every((trouble) => trouble === 'none') && !answers.includes(false)
  },
})

async function troublesOf(targets: readonly FaultTarget[], world: FaultWorld) {
  const answers = await Promise.all(targets.map((target) => canariesTo(target, {}, world)))
  return answers.flat().map(({ trouble }) => trouble)
}
