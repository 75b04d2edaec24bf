/** The known name that someone who wrote `name` probably meant, if one is near enough. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  // A third of the letters: `redundency` is redundancy, `zone` is not `name`.
  const distanceMax = Math.max(1, Math.floor(name.length / 3))
  const [best] = known
    .map((candidate) => ({
      candidate,
      distance: distanceOf(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, distance }) => distance <= distanceMax || isStartOf(name, candidate))
    .toSorted((a, b) => a.distance - b.distance)
  return best?.candidate
}

// Fewer letters begin too much.
const startLengthMin = 4

/** `ratePerSecond` is ratePerS, and `rate` too. */
function isStartOf(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= startLengthMin && long.toLowerCase().startsWith(short.toLowerCase())
}

/** Levenshtein's: letters to insert, drop or change. */
export function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
