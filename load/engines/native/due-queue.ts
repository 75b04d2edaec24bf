/** What waits for its time; the earliest comes first, equals in any order. A binary heap. */
export class DueQueue<Item> {
  readonly #heap: { readonly atUs: number; readonly item: Item }[] = []

  get size(): number {
    return this.#heap.length
  }

  add(atUs: number, item: Item): void {
    const heap = this.#heap
    const added = { atUs, item }
    let at = heap.length
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]
      if (parent === undefined || parent.atUs <= atUs) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = added
  }

  /** The earliest, if its time has come. */
  takeDue(nowUs: number): { readonly atUs: number; readonly item: Item } | undefined {
    const [first] = this.#heap
    if (first === undefined || first.atUs > nowUs) return undefined
    const last = this.#heap.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first
  }

  clear(): void {
    this.#heap.length = 0
  }

  /** Puts it at the top, and from there down to its place. */
  #sink(entry: { readonly atUs: number; readonly item: Item }): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
      if (left === undefined) break
      const isRight = right !== undefined && right.atUs < left.atUs
      const child = isRight ? right : left
      if (child.atUs >= entry.atUs) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = entry
  }
}
