const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/**
 * Milliseconds of an ISO 8601 duration (`PT1M`, `P1DT12H`); undefined when it is none. Years and
 * months have 365 and 30 days. Source: .NET, XmlConvert.ToTimeSpan, which Resource Manager uses.
 */
export function isoDurationMs(text: string): number | undefined {
  const match = pattern.exec(text.trim())
  if (match === null) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const [y = 0, m = 0, w = 0, d = 0] = [years, months, weeks, days]
  const [h = 0, min = 0, s = 0] = [hours, minutes, seconds]
  return (y * 365 + m * 30 + w * 7 + d) * day + h * hour + min * minute + s * second
}

// At least one part, and at least one behind a T.
const pattern =
  /^P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,7})?)S)?)?$/
