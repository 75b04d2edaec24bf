import { capacity } from '../backends/harms/capacity.ts'
import { workersUseSchema } from '../backends/workers.ts'
import { backendsAt, backendWhere } from './backend-targets.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'

/** Proven by the traffic alone: a limit that no call meets harms nobody. */
export const backendCapacity = defineFault({
  kind: 'backend-capacity',
  about:
    'A backend carries fewer calls at a time: others wait, and past its queue they are refused.',
  example: { backend: 'orders', concurrent: 2, queue: 8 },
  params: capacity.params.extend(backendWhere),
  plan: backendsAt,
  async apply(targets, { backend: _backend, region: _region, ...limit }, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: capacity.kind, ...limit }))
    }
  },
  async prove(targets, world, { concurrent, queue }) {
    const uses = await usesOf(targets, world)
    return uses.every(
      ({ working, waiting }) => working >= concurrent && waiting >= Math.min(1, queue),
    )
  },
  async proveHealed(targets, world) {
    const uses = await usesOf(targets, world)
    return uses.every(({ isLimited }) => !isLimited)
  },
})

function usesOf(targets: readonly FaultTarget[], world: FaultWorld) {
  return Promise.all(
    targets.map(async ({ name }) => workersUseSchema.parse(await world.ask(name, 'use'))),
  )
}
