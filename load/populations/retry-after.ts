/**
 * How long a `Retry-After` asks to wait, in milliseconds; undefined when it cannot be told. A date
 * counts from the `Date` of the same answer, so no clock but the server's has a say.
 * Source: RFC 9110, sections 10.2.3 and 5.6.7.
 */
export function retryAfterMsOf(value: string, date: string | undefined): number | undefined {
  const text = value.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const [untilMs, fromMs] = [Date.parse(text), Date.parse(date ?? '')]
  // Date.parse takes many shapes; those of HTTP all begin with the name of a day.
  if (!/^[A-Z][a-z]+,? /.test(text) || Number.isNaN(untilMs - fromMs)) return undefined
  return Math.max(0, untilMs - fromMs)
}
