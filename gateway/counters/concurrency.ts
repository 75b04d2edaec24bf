/** How much is under way right now, by key, in one instance. */
export type Concurrency = {
  /** False when as many as `countMax` are under way under this key; else one more is. */
  enter(key: string, countMax: number): boolean
  /** Ends one that has entered. */
  leave(key: string): void
}

export function newConcurrency(): Concurrency {
  const counts = new Map<string, number>()
  return {
    enter(key, countMax) {
      const count = counts.get(key) ?? 0
      if (count >= countMax) return false
      counts.set(key, count + 1)
      return true
    },
    leave(key) {
      const count = (counts.get(key) ?? 0) - 1
      // Keys come from expressions: only those in use may take memory.
      if (count > 0) counts.set(key, count)
      else counts.delete(key)
    },
  }
}
