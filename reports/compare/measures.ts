import type { Summary } from '../summary.ts'
import {
  bucketCount,
  latencyUsOf,
  type SecondSample,
  type Stretch,
  stretches,
} from './run-sample.ts'

/** What of two runs is held against each other. */
export type Measure = {
  /** `p99 latency during`. */
  readonly name: string
  readonly unit: 'ms' | '%' | '/s'
  readonly better: 'higher' | 'lower'
  /** A smaller difference is of no account, however sure it is: in the unit, and of the value. */
  readonly matters: { readonly least: number; readonly share: number }
  readonly of: OfSeconds | OfSummary
}

/** NaN where they have nothing to tell it from. */
type OfSeconds = {
  readonly from: 'seconds'
  readonly stretch: Stretch
  readonly value: (seconds: readonly SecondSample[]) => number
}
type OfSummary = { readonly from: 'summary'; readonly value: (summary: Summary) => number }

const quantiles = [0.5, 0.9, 0.99] as const
/** Beyond a rank with so few values above it a quantile is the word of single requests. */
const tailMin = 10

/** Every measure of a comparison, those of the whole load first. */
export const measures: readonly Measure[] = stretches.flatMap((stretch) => [
  ...ofSeconds(stretch),
  ...(stretch === 'whole' ? ofWhole() : []),
])

function ofSeconds(stretch: Stretch): readonly Measure[] {
  const suffix = stretch === 'whole' ? '' : ` ${stretch}`
  return [
    {
      name: `availability${suffix}`,
      unit: '%',
      better: 'higher',
      matters: { least: 0.1, share: 0 },
      of: { from: 'seconds', stretch, value: availabilityOf },
    },
    ...quantiles.map(
      (quantile): Measure => ({
        name: `p${quantile * 100} latency${suffix}`,
        unit: 'ms',
        better: 'lower',
        matters: { least: 0.2, share: 0.05 },
        of: { from: 'seconds', stretch, value: (seconds) => latencyMsOf(seconds, quantile) },
      }),
    ),
  ]
}

function ofWhole(): readonly Measure[] {
  return [
    {
      // Of the whole alone: other stretches begin and end amid a second.
      name: 'goodput',
      unit: '/s',
      better: 'higher',
      matters: { least: 0, share: 0.01 },
      of: { from: 'seconds', stretch: 'whole', value: goodputOf },
    },
    {
      name: 'recovery',
      unit: 'ms',
      better: 'lower',
      matters: { least: 200, share: 0.1 },
      of: {
        from: 'summary',
        value: ({ faults }) => worst(faults.map(({ recoveryMs }) => numberOf(recoveryMs))),
      },
    },
    {
      name: 'detection',
      unit: 'ms',
      better: 'lower',
      matters: { least: 200, share: 0.1 },
      of: {
        from: 'summary',
        value: ({ faults }) =>
          worst(
            faults.map(({ provenS, detectedS }) =>
              provenS === undefined || detectedS === undefined
                ? Number.NaN
                : (detectedS - provenS) * 1_000,
            ),
          ),
      },
    },
  ]
}

function availabilityOf(seconds: readonly SecondSample[]): number {
  const valid = sumOf(seconds, ({ offered, rejected }) => offered - rejected)
  return (sumOf(seconds, ({ ok }) => ok) / valid) * 100
}

function goodputOf(seconds: readonly SecondSample[]): number {
  return sumOf(seconds, ({ ok }) => ok) / seconds.length
}

function latencyMsOf(seconds: readonly SecondSample[], quantile: number): number {
  const { counts, total, highest } = mergedOf(seconds)
  if (total * (1 - quantile) < tailMin) return Number.NaN
  let left = Math.ceil(quantile * total)
  let bucket = -1
  while (left > 0 && bucket < highest) {
    bucket += 1
    left -= counts[bucket] ?? 0
  }
  return latencyUsOf(bucket) / 1_000
}

/** The latencies of the seconds asked for last: several quantiles are, one after the other. */
const merged = {
  of: [] as readonly SecondSample[],
  counts: new Uint32Array(bucketCount),
  total: 0,
  highest: 0,
}

function mergedOf(seconds: readonly SecondSample[]): typeof merged {
  if (merged.of === seconds) return merged
  Object.assign(merged, { of: seconds, total: 0, highest: 0 })
  merged.counts.fill(0)
  for (const { buckets, counts } of seconds) {
    for (let at = 0; at < buckets.length; at += 1) {
      const bucket = buckets[at] ?? 0
      const count = counts[at] ?? 0
      merged.counts[bucket] = (merged.counts[bucket] ?? 0) + count
      merged.total += count
    }
    merged.highest = Math.max(merged.highest, buckets.at(-1) ?? 0)
  }
  return merged
}

function sumOf(seconds: readonly SecondSample[], of: (second: SecondSample) => number): number {
  return seconds.reduce((sum, second) => sum + of(second), 0)
}

function numberOf(value: number | 'infinite' | undefined): number {
  if (value === 'infinite') return Number.POSITIVE_INFINITY
  return value ?? Number.NaN
}

/** The largest; what is not known of one fault does not hide the others. */
function worst(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? Number.NaN : Math.max(...known)
}
