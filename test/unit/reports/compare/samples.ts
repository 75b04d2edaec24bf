import seedrandom from 'seedrandom'
import {
  bucketCount,
  type RunSample,
  type SecondSample,
} from '../../../../reports/compare/run-sample.ts'
import type { Summary } from '../../../../reports/summary.ts'
import { manifest } from '../run-folder.ts'

export type Made = {
  readonly seed?: number
  readonly seconds?: number
  readonly ratePerS?: number
  /** Of the middle request. */
  readonly medianMs?: number
  /** Of the requests that get no good answer, 0 to 1. */
  readonly badShare?: number
  readonly recoveryMs?: number | 'infinite'
  readonly scenario?: unknown
  readonly host?: typeof manifest.host
}

/** A run as a comparison sees it: lognormal latencies, a share of bad answers, one fault. */
export function sampleOf(made: Made = {}): RunSample {
  const { seed = 1, seconds = 40, scenario = manifest.scenario, host = manifest.host } = made
  const random = seedrandom(`sample ${seed}`)
  const whole = Array.from({ length: seconds }, () => secondOf(made, random))
  const third = Math.floor(seconds / 3)
  return {
    folder: `results/run-${seed}`,
    manifest: { ...manifest, seed, scenario, host, instances: [], faults: [], loads: [] },
    summary: summaryWith(made.recoveryMs ?? 1_000),
    seconds: {
      whole,
      before: whole.slice(0, third),
      during: whole.slice(third, 2 * third),
      after: whole.slice(2 * third),
    },
  }
}

function secondOf(
  { ratePerS = 100, medianMs = 10, badShare = 0 }: Made,
  random: () => number,
): SecondSample {
  const counts = new Map<number, number>()
  let ok = 0
  for (let at = 0; at < ratePerS; at += 1) {
    const isOk = random() >= badShare
    const normal = random() + random() + random() + random() + random() + random() - 3
    const latencyUs = medianMs * 1_000 * Math.exp(0.4 * normal)
    const bucket = isOk ? Math.round(Math.log(latencyUs) / Math.log(1.005)) : bucketCount - 1
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    if (isOk) ok += 1
  }
  const sorted = [...counts].sort(([a], [b]) => a - b)
  return {
    offered: ratePerS,
    ok,
    rejected: 0,
    buckets: Uint16Array.from(sorted, ([bucket]) => bucket),
    counts: Uint32Array.from(sorted, ([, count]) => count),
  }
}

/** What a comparison reads of a summary, and nothing else. */
function summaryWith(recoveryMs: number | 'infinite'): Summary {
  const fault = {
    id: 'zone-down#1',
    kind: 'zone-down',
    targets: [],
    atS: 12,
    provenS: 12,
    detectedS: 13,
    recoveryMs,
    undoneBy: 'schedule',
  }
  const partial: Pick<Summary, 'faults'> = { faults: [{ ...fault, undoneBy: 'schedule' }] }
  return new Proxy(partial as Summary, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name)
      throw new Error(`a made-up summary has no ${String(name)}`)
    },
  })
}
