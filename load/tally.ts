import { Histogram } from '../ledger/histogram.ts'
import type { LoadProgress } from '../ledger/launch/load.ts'
import type { Outcome } from '../ledger/records.ts'

/** Counts what ended in each second of the load, for those who watch; the ledger has the truth. */
export class Tally {
  readonly #startAtUs: number
  readonly #isAlone: boolean
  readonly #latencyUs = new Histogram()
  readonly #latenessUs = new Histogram()
  #counts = emptyCounts()
  #second = 0

  /** `isAlone`: nobody adds its histograms to those of other generators. */
  constructor(startAtUs: number, isAlone: boolean) {
    this.#startAtUs = startAtUs
    this.#isAlone = isAlone
  }

  offered(latenessUs: number): void {
    this.#counts.offered += 1
    this.#latenessUs.record(latenessUs)
  }

  ended(outcome: Outcome, latencyUs: number): void {
    this.#counts[outcome] += 1
    this.#latencyUs.record(latencyUs)
  }

  /** The progress of a second that is over, once; undefined within a second. */
  take(nowUs: number): LoadProgress | undefined {
    const second = Math.floor((nowUs - this.#startAtUs) / 1e6)
    if (second <= this.#second) return undefined
    const { 'not-sent': notSent, ...counts } = this.#counts
    const progress = {
      second: this.#second,
      ...counts,
      notSent,
      p99Ms: this.#latencyUs.quantile(0.99) / 1_000,
      pacerLatenessP99Ms: this.#latenessUs.quantile(0.99) / 1_000,
      ...(this.#isAlone
        ? {}
        : { latencyUs: this.#latencyUs.buckets, latenessUs: this.#latenessUs.buckets }),
    }
    this.#second = second
    this.#counts = emptyCounts()
    this.#latencyUs.clear()
    this.#latenessUs.clear()
    return progress
  }
}

function emptyCounts() {
  return { offered: 0, ok: 0, rejected: 0, failed: 0, unknown: 0, 'not-sent': 0 }
}
