/** Powers of two are cut into this many equal parts: relative error of a quantile below 0.1 %. */
const subBuckets = 1024
const subBits = 10
const exponents = 44

/** The buckets of a histogram that hold anything: index, count, index, count, ... */
export type Buckets = { readonly counts: readonly number[]; readonly max: number }

/**
 * Counts of non-negative numbers in log-linear buckets, the layout of HdrHistogram: memory is
 * fixed whatever comes, and two histograms add up exactly.
 */
export class Histogram {
  readonly #counts = new Float64Array(subBuckets * (exponents - subBits + 2))
  #total = 0
  #max = 0

  /** Whole numbers are kept exactly below 2048; larger ones to 1 in 1024; negative ones are 0. */
  record(value: number): void {
    const whole = value > 0 ? Math.min(Math.floor(value), 2 ** exponents - 1) : 0
    const at = indexOf(whole)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#total += 1
    if (value > this.#max) this.#max = value
  }

  add(other: Histogram): void {
    for (let index = 0; index < this.#counts.length; index += 1) {
      this.#counts[index] = (this.#counts[index] ?? 0) + (other.#counts[index] ?? 0)
    }
    this.#total += other.#total
    this.#max = Math.max(this.#max, other.#max)
  }

  /** Adds what another process recorded, as its `buckets` tell it. */
  addBuckets({ counts, max }: Buckets): void {
    for (let at = 0; at + 1 < counts.length; at += 2) {
      const [index = 0, count = 0] = counts.slice(at, at + 2)
      // Of nobody's histogram: it would make the counts longer, or count nothing.
      if (index >= this.#counts.length) continue
      this.#counts[index] = (this.#counts[index] ?? 0) + count
      this.#total += count
    }
    this.#max = Math.max(this.#max, max)
  }

  /** What was recorded, to be sent to another process. */
  get buckets(): Buckets {
    const counts: number[] = []
    for (let index = 0; index < this.#counts.length; index += 1) {
      const count = this.#counts[index] ?? 0
      if (count > 0) counts.push(index, count)
    }
    return { counts, max: this.#max }
  }

  get count(): number {
    return this.#total
  }

  get max(): number {
    return this.#max
  }

  /** The smallest recorded value that at least `quantile` (0..1) of all are no greater than. */
  quantile(quantile: number): number {
    const rank = Math.max(1, Math.ceil(quantile * this.#total))
    let seen = 0
    for (let index = 0; index < this.#counts.length; index += 1) {
      seen += this.#counts[index] ?? 0
      if (seen >= rank) return Math.min(highestOf(index), this.#max)
    }
    return 0
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
    this.#max = 0
  }
}

function indexOf(whole: number): number {
  if (whole < 2 * subBuckets) return whole
  const shift = Math.floor(Math.log2(whole)) - subBits
  return shift * subBuckets + Math.floor(whole / 2 ** shift)
}

function highestOf(index: number): number {
  if (index < 2 * subBuckets) return index
  const shift = Math.floor(index / subBuckets) - 1
  return (index - shift * subBuckets + 1) * 2 ** shift - 1
}
