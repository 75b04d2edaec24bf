import assert from 'node:assert/strict'
import { type Buckets, Histogram } from '../ledger/histogram.ts'
import type { LoadProgress, LoadResult } from '../ledger/launch/load.ts'

/** A second is told without those who are behind by more: guards must not wait for one that hangs. */
const behindMaxS = 2

const countNames = ['offered', 'ok', 'rejected', 'failed', 'unknown', 'notSent'] as const

/**
 * Adds up what several generators tell of each second: counts and histograms, never quantiles. A
 * second is told when all who still run have told it; what comes later counts with the next one.
 */
export class LoadTotals {
  readonly #latest: (number | undefined)[]
  readonly #tell: (progress: LoadProgress) => void
  #waiting: LoadProgress[] = []

  constructor(generators: number, tell: (progress: LoadProgress) => void) {
    this.#latest = new Array<number>(generators).fill(-1)
    this.#tell = tell
  }

  hear(generator: number, progress: LoadProgress): void {
    this.#waiting.push(progress)
    this.#latest[generator] = progress.second
    this.#tellWhatIsWhole()
  }

  /** It has nothing more to tell. */
  ended(generator: number): void {
    this.#latest[generator] = undefined
    this.#tellWhatIsWhole()
  }

  #tellWhatIsWhole(): void {
    const running = this.#latest.filter((second) => second !== undefined)
    const whole = Math.max(Math.min(...running), Math.max(...running) - behindMaxS)
    const seconds = new Set(this.#waiting.map(({ second }) => second).filter((s) => s <= whole))
    for (const second of [...seconds].toSorted((a, b) => a - b)) {
      const told = this.#waiting.filter((progress) => progress.second <= second)
      this.#waiting = this.#waiting.filter((progress) => progress.second > second)
      if (told.length > 0) this.#tell(totalOf(second, told))
    }
  }
}

/** One result of all; all of them have computed the same schedule. */
export function totalResultOf(results: readonly LoadResult[]): LoadResult {
  const [first] = results
  assert(first !== undefined, 'a load has a generator')
  if (results.length === 1) return first
  const digests = new Set(results.map(({ scheduleDigest }) => scheduleDigest))
  assert(digests.size === 1, `the generators have different schedules: ${[...digests].join(', ')}`)
  const lateness = sumOf(results.map(({ latenessUs }) => latenessUs))
  return {
    offered: results.reduce((sum, { offered }) => sum + offered, 0),
    scheduled: results.reduce((sum, { scheduled = 0 }) => sum + scheduled, 0),
    scheduleDigest: first.scheduleDigest,
    pacerLatenessP50Ms: lateness.quantile(0.5) / 1_000,
    pacerLatenessP99Ms: lateness.quantile(0.99) / 1_000,
    pacerLatenessMaxMs: lateness.max / 1_000,
    latenessUs: lateness.buckets,
  }
}

function totalOf(second: number, told: readonly LoadProgress[]): LoadProgress {
  const counts = { offered: 0, ok: 0, rejected: 0, failed: 0, unknown: 0, notSent: 0 }
  for (const progress of told) for (const name of countNames) counts[name] += progress[name]
  const latency = sumOf(told.map(({ latencyUs }) => latencyUs))
  const lateness = sumOf(told.map(({ latenessUs }) => latenessUs))
  return {
    second,
    ...counts,
    p99Ms: latency.quantile(0.99) / 1_000,
    pacerLatenessP99Ms: lateness.quantile(0.99) / 1_000,
  }
}

function sumOf(all: readonly (Buckets | undefined)[]): Histogram {
  const sum = new Histogram()
  for (const buckets of all) {
    assert(buckets !== undefined, 'one of several generators tells its histograms')
    sum.addBuckets(buckets)
  }
  return sum
}
