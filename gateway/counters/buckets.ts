/**
 * Counts by bucket, only those above 0, in the order of their numbers, with their sum. Made for
 * time that moves on: the newest bucket grows, the oldest ones are dropped.
 */
export class Buckets {
  #numbers: number[] = []
  #counts: number[] = []
  /** Everything before is dropped; the arrays are cut now and then, not each time. */
  #head = 0
  #sum = 0

  get sum(): number {
    return this.#sum
  }

  get size(): number {
    return this.#numbers.length - this.#head
  }

  /** Undefined when there are none. */
  get newest(): number | undefined {
    return this.size === 0 ? undefined : this.#numbers.at(-1)
  }

  countOf(bucket: number): number {
    const at = this.#placeOf(bucket)
    return this.#numbers[at] === bucket ? (this.#counts[at] ?? 0) : 0
  }

  add(bucket: number, count: number): void {
    const last = this.#numbers.length - 1
    this.#sum += count
    if (last >= this.#head && this.#numbers[last] === bucket) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count
      return
    }
    const at = this.#placeOf(bucket)
    if (this.#numbers[at] === bucket) {
      this.#counts[at] = (this.#counts[at] ?? 0) + count
      return
    }
    // Mostly the newest: that makes no list of what was taken out.
    if (at === this.#numbers.length) {
      this.#numbers.push(bucket)
      this.#counts.push(count)
      return
    }
    this.#numbers.splice(at, 0, bucket)
    this.#counts.splice(at, 0, count)
  }

  dropBefore(bucket: number): void {
    while (this.#head < this.#numbers.length && (this.#numbers[this.#head] ?? 0) < bucket) {
      this.#sum -= this.#counts[this.#head] ?? 0
      this.#head += 1
    }
    if (this.#head > 64 && this.#head * 2 > this.#numbers.length) this.#cut()
  }

  /** Pairs of bucket and count, oldest first, from a bucket on. */
  *from(bucket: number): Generator<readonly [bucket: number, count: number]> {
    for (let at = this.#placeOf(bucket); at < this.#numbers.length; at += 1) {
      yield [this.#numbers[at] ?? 0, this.#counts[at] ?? 0]
    }
  }

  #cut(): void {
    this.#numbers = this.#numbers.slice(this.#head)
    this.#counts = this.#counts.slice(this.#head)
    this.#head = 0
  }

  /** Where the bucket stands or would have to stand. */
  #placeOf(bucket: number): number {
    let low = this.#head
    let high = this.#numbers.length
    // The newest is asked for most often.
    if (high > low && (this.#numbers[high - 1] ?? 0) < bucket) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#numbers[middle] ?? 0) < bucket) low = middle + 1
      else high = middle
    }
    return low
  }
}
