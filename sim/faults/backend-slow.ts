import { z } from 'zod'
import { slow } from '../backends/harms/slow.ts'
import { canariesTo, canaryWithinMs } from './backend-canaries.ts'
import { backendsAt, backendWhere } from './backend-targets.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { zoneNameOf, zoneParam } from './places.ts'

/** Less than that cannot be told from chance, and a fault that nobody can prove is none. */
const factorLeast = 3
const addedLeastMs = 10

/** How long a target took before, by the targets of one fault. */
const quietMs = new WeakMap<readonly FaultTarget[], ReadonlyMap<string, number>>()

export const backendSlow = defineFault({
  kind: 'backend-slow',
  about: 'The service times of a backend are so many times as long, or longer by a fixed time.',
  example: { backend: 'orders', factor: 10 },
  params: z
    .strictObject({ ...slow.params.shape, ...backendWhere, zone: zoneParam.optional() })
    .refine(
      ({ factor, addedMs }) => factor >= factorLeast || addedMs >= addedLeastMs,
      `factor >= ${factorLeast} or addedMs >= ${addedLeastMs}: less cannot be told from chance`,
    ),
  plan: backendsAt,
  async apply(targets, { backend: _backend, region: _region, zone, ...given }, world, undo) {
    quietMs.set(targets, await typicalMsOf(targets, given, world))
    const named = zone === undefined ? {} : { zone: zoneNameOf(zone, world) }
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: slow.kind, ...given, ...named }))
    }
  },
  async prove(targets, world, params) {
    const slowest = await slowestMsOf(targets, params, world)
    return targets.every(({ name }) => (slowest.get(name) ?? 0) >= leastMsOf(targets, name, params))
  },
  async proveHealed(targets, world, params) {
    const typical = await typicalMsOf(targets, params, world)
    return targets.every(({ name }) => {
      const tookMs = typical.get(name) ?? Number.POSITIVE_INFINITY
      return tookMs < leastMsOf(targets, name, params)
    })
  },
})

type Slowness = Pick<z.output<typeof slow.params>, 'factor' | 'addedMs'>

/** Half of what is to be expected: service times are drawn, and the half of them are shorter. */
function leastMsOf(targets: readonly FaultTarget[], name: string, { factor, addedMs }: Slowness) {
  const leastMs = ((quietMs.get(targets)?.get(name) ?? 0) * factor) / 2 + addedMs * 0.9
  // A canary that gave up was slow enough.
  return Math.min(leastMs, canaryWithinMs * 0.9)
}

type Scope = Parameters<typeof canariesTo>[1] & { readonly zone?: unknown }

function typicalMsOf(targets: readonly FaultTarget[], scope: Scope, world: FaultWorld) {
  const middle = (times: readonly number[]) => times[Math.floor(times.length / 2)]
  return timesOf(targets, { ...scope, share: 0.5 }, world, middle)
}

/** Of a share of the calls, or of one replica of three: one slow answer is enough. */
function slowestMsOf(targets: readonly FaultTarget[], scope: Scope, world: FaultWorld) {
  return timesOf(targets, scope, world, (times) => times.at(-1))
}

async function timesOf(
  targets: readonly FaultTarget[],
  { share, operation, zone }: Scope,
  world: FaultWorld,
  choose: (ascendingMs: readonly number[]) => number | undefined,
): Promise<ReadonlyMap<string, number>> {
  const scope = { share, operation, isZonal: zone !== undefined }
  const times = await Promise.all(
    targets.map(async (target): Promise<[string, number]> => {
      const answers = await canariesTo(target, scope, world)
      const ascendingMs = answers.map(({ headMs }) => headMs).toSorted((a, b) => a - b)
      return [target.name, choose(ascendingMs) ?? 0]
    }),
  )
  return new Map(times)
}
