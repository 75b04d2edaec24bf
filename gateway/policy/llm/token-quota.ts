import type { Counters, Limit } from '../../counters/counters.ts'

export const quotaPeriods = ['Hourly', 'Daily', 'Weekly', 'Monthly', 'Yearly'] as const
export type QuotaPeriod = (typeof quotaPeriods)[number]

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The windows of a quota of tokens: those of the calendar, in UTC. */
export function tokenQuotas(
  id: string,
  limit: number,
  period: QuotaPeriod,
  counters: Counters,
): (unixMs: number) => Limit {
  let latest:
    | { readonly startMs: number; readonly endMs: number; readonly limit: Limit }
    | undefined
  return (unixMs) => {
    if (latest === undefined || unixMs < latest.startMs || unixMs >= latest.endMs) {
      const { startMs, endMs } = windowAt(unixMs, period)
      const of = { id: `${id}/${period}`, limit, lengthMs: endMs - startMs, startMs }
      latest = { startMs, endMs, limit: counters.fixedWindow(of) }
    }
    return latest.limit
  }
}

/**
 * The window that an instant lies in. Windows begin where the hour, day, month or year does; weeks
 * begin on Monday. Source: APIM, llm-token-limit policy; the day that a week begins with is assumed.
 */
export function windowAt(
  unixMs: number,
  period: QuotaPeriod,
): { readonly startMs: number; readonly endMs: number } {
  if (period === 'Hourly') return everyFrom(unixMs, hourMs, 0)
  if (period === 'Daily') return everyFrom(unixMs, dayMs, 0)
  // 1970-01-05 was a Monday.
  if (period === 'Weekly') return everyFrom(unixMs, 7 * dayMs, 4 * dayMs)
  const date = new Date(unixMs)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return period === 'Monthly'
    ? { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) }
    : { startMs: Date.UTC(year, 0), endMs: Date.UTC(year + 1, 0) }
}

function everyFrom(unixMs: number, lengthMs: number, fromMs: number) {
  const startMs = fromMs + Math.floor((unixMs - fromMs) / lengthMs) * lengthMs
  return { startMs, endMs: startMs + lengthMs }
}
