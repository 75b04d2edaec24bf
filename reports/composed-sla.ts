import { z } from 'zod'
import { declaredSlaOf } from '../scenarios/declared-sla.ts'
import { scenarioSchema } from '../scenarios/schema.ts'
import { percentText } from './format.ts'

const percent = z.number().describe('percent')

export const composedSlaSchema = z.object({
  gateway: percent.optional().describe('as declared for its tier and placement; absent: none is'),
  paths: z
    .array(
      z.object({
        backend: z.string(),
        declared: percent.optional().describe('absent: its owner declares none'),
        allowed: percent.optional().describe('of gateway and backend; absent: one has no SLA'),
      }),
    )
    .describe('a request needs the gateway and one of these'),
  allowed: percent.optional().describe('of the weakest path; absent: some part has no SLA'),
})

/** What the declared SLAs of all that a request needs allow, together. */
export type ComposedSla = z.infer<typeof composedSlaSchema>

const partsSchema = scenarioSchema.pick({ topology: true, backends: true })

/**
 * What is in series multiplies: a request is answered when the gateway is there and its backend is.
 * A regional backend counts once, for a gateway calls that of its own region alone. Undefined
 * unless a backend declares an SLA. Source: Well-Architected, reliability metrics (composite SLOs).
 */
export function composedSlaOf(scenario: unknown): ComposedSla | undefined {
  const { data } = partsSchema.safeParse(partsOf(scenario))
  if (data === undefined) return undefined
  const { topology, backends } = data
  const declared = Object.entries(backends)
  if (declared.every(([, { sla }]) => sla === undefined)) return undefined
  const regions = Object.values(topology.regions)
  const zones = regions.map((region) =>
    (region.redundancy ?? topology.redundancy) === 'zonal' ? 1 : region.zones,
  )
  const placed = { regions: regions.length, zones: Math.min(...zones) }
  const gateway = declaredSlaOf(topology.tier, placed)?.percent
  const paths = declared.map(([backend, { sla }]) => ({
    backend,
    ...(sla === undefined ? {} : { declared: sla }),
    ...(sla === undefined || gateway === undefined ? {} : { allowed: inSeries(gateway, sla) }),
  }))
  const known = paths.flatMap(({ allowed }) => allowed ?? [])
  return {
    ...(gateway === undefined ? {} : { gateway }),
    paths,
    // With a part of which nothing is declared nothing is allowed for, either.
    ...(known.length < paths.length ? {} : { allowed: Math.min(...known) }),
  }
}

function partsOf(scenario: unknown): unknown {
  if (typeof scenario !== 'object' || scenario === null) return undefined
  const topology = 'topology' in scenario ? scenario.topology : undefined
  const backends = 'backends' in scenario ? scenario.backends : undefined
  return { topology, backends }
}

/** Rounded to what a declared number says: 99.99 and 99.9 make 99.89001. */
function inSeries(a: number, b: number): number {
  return Number(((a * b) / 100).toFixed(6))
}

/** In one sentence, with the formula, beside the share that was measured (0 to 1). */
export function slaText(sla: ComposedSla, measuredShare: number | undefined): string {
  const { gateway, paths, allowed } = sla
  const measured =
    measuredShare === undefined ? '' : `; measured here ${percentText(measuredShare * 100)}`
  const missing = [
    ...(gateway === undefined ? ['the gateway'] : []),
    ...paths.filter((path) => path.declared === undefined).map(({ backend }) => backend),
  ]
  if (allowed === undefined || gateway === undefined) {
    return `the declared SLAs allow no number: ${missing.join(', ')} has none${measured}`
  }
  const weakest = paths.find((path) => path.allowed === allowed)
  const formula = `gateway ${percentText(gateway)} x ${weakest?.backend} ${percentText(weakest?.declared ?? 0)}`
  const of = paths.length === 1 ? '' : `, the weakest of ${paths.length} paths`
  return `the declared SLAs allow ${percentText(allowed)} (${formula}${of})${measured}`
}
