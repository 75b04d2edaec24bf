import { RunTables } from '../query/run-tables.ts'
import { summaryIn } from '../read-summary.ts'
import { type Manifest, readManifest } from '../store/manifest.ts'
import type { Summary } from '../summary.ts'

/** A stretch of a load that is compared by itself; `whole` is all of it but the warm-up. */
export const stretches = ['whole', 'before', 'during', 'after'] as const
export type Stretch = (typeof stretches)[number]

/** One second of one stretch. */
export type SecondSample = {
  readonly offered: number
  readonly ok: number
  readonly rejected: number
  /** Latencies on a scale of steps of 0.5 %, ascending, and how many had each. */
  readonly buckets: Uint16Array
  readonly counts: Uint32Array
}

/** What a comparison takes from a run. */
export type RunSample = {
  readonly folder: string
  readonly manifest: Manifest
  readonly summary: Summary
  /** By stretch, second by second. */
  readonly seconds: Readonly<Record<Stretch, readonly SecondSample[]>>
}

/** Each step of latency is so much above the one before; the last one is of those never answered. */
const step = 1.005
export const bucketCount = 4_096

/** Reads a run folder; its report is made where it is missing. Throws the errors of `readManifest`. */
export async function runSampleOf(folder: string): Promise<RunSample> {
  const manifest = readManifest(folder)
  const summary = await summaryIn(folder)
  await using tables = await RunTables.open(folder)
  const seconds = await secondsOf(tables)
  return { folder, manifest, summary, seconds }
}

async function secondsOf(tables: RunTables): Promise<RunSample['seconds']> {
  const { second, phase, outcome, latency } = await tables.numbers(
    `SELECT floor((intended_at_us - load_start_us) / 1e6) AS second,
      CASE phase WHEN 'before' THEN 1 WHEN 'during' THEN 2 WHEN 'after' THEN 3 END AS phase,
      CASE outcome WHEN 'ok' THEN 0 WHEN 'rejected' THEN 1 ELSE 2 END AS outcome,
      latency_us AS latency
    FROM requests, run WHERE intended_at_us >= load_start_us ORDER BY intended_at_us`,
  )
  const byStretch = stretches.map(() => new Map<number, OpenSecond>())
  for (let row = 0; row < (second?.length ?? 0); row += 1) {
    const at = second?.[row] ?? 0
    const of = outcome?.[row] ?? 2
    const bucket = of === 1 ? undefined : bucketOf(latency?.[row] ?? Number.POSITIVE_INFINITY)
    for (const stretch of [0, phase?.[row] ?? Number.NaN]) {
      const open = byStretch[stretch]
      if (open !== undefined) count(open, at, of, bucket)
    }
  }
  const [whole, before, during, after] = byStretch.map((open) => [...open.values()].map(closed))
  return {
    whole: whole ?? [],
    before: before ?? [],
    during: during ?? [],
    after: after ?? [],
  }
}

type OpenSecond = {
  offered: number
  ok: number
  rejected: number
  latencies: Map<number, number>
}

function closed({ latencies, ...counted }: OpenSecond): SecondSample {
  const sorted = [...latencies].sort(([a], [b]) => a - b)
  return {
    ...counted,
    buckets: Uint16Array.from(sorted, ([bucket]) => bucket),
    counts: Uint32Array.from(sorted, ([, count]) => count),
  }
}

function count(
  seconds: Map<number, OpenSecond>,
  at: number,
  outcome: number,
  bucket: number | undefined,
): void {
  const fresh = { offered: 0, ok: 0, rejected: 0, latencies: new Map() }
  const open = seconds.get(at) ?? fresh
  seconds.set(at, open)
  open.offered += 1
  if (outcome === 0) open.ok += 1
  if (outcome === 1) open.rejected += 1
  if (bucket === undefined) return
  open.latencies.set(bucket, (open.latencies.get(bucket) ?? 0) + 1)
}

function bucketOf(latencyUs: number): number {
  const bucket = Math.round(Math.log(Math.max(latencyUs, 1)) / Math.log(step))
  return Math.min(bucket, bucketCount - 1)
}

/** The middle of a bucket, in microseconds. */
export function latencyUsOf(bucket: number): number {
  return bucket >= bucketCount - 1 ? Number.POSITIVE_INFINITY : step ** bucket
}
