import seedrandom from 'seedrandom'

// A Monday, so that the last two days are the weekend.
const startMs = Date.parse('2026-03-02T00:00:00Z')
const hourMs = 3_600_000
/** Requests an hour, from midnight on: people who order in the day, and most of them before noon and in the evening. */
const hours = [1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 12, 9, 8, 9, 10, 9, 8, 9, 11, 9, 6, 3, 2]
const daysOfWeek = [1, 1, 1.05, 1, 1.3, 0.45, 0.35]

/**
 * A week of a shop as GatewayLogs tell it, one request a line, made from a seed: a peak before noon
 * and one in the evening, a Friday above all others and a quiet weekend.
 */
export function weekOfTraffic(seed: number): string {
  const random = seedrandom.alea(`${seed}/week-of-traffic`)
  const lines = daysOfWeek.flatMap((ofDay, day) =>
    hours.flatMap((ofHour, hour) => {
      const count = Math.round(ofDay * ofHour)
      const times = Array.from({ length: count }, () => random() * hourMs).toSorted((a, b) => a - b)
      return times.map((withinMs) => {
        const atMs = startMs + (day * 24 + hour) * hourMs + Math.floor(withinMs)
        const id = 1 + Math.floor(random() * 5_000)
        return JSON.stringify({
          TimeGenerated: new Date(atMs).toISOString(),
          Method: 'GET',
          Url: `https://shop.example/orders/${id}`,
        })
      })
    }),
  )
  return `${lines.join('\n')}\n`
}
