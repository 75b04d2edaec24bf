import {
  type DateKind,
  NetDateTime,
  NetDateTimeOffset,
  NetTimeSpan,
  ticksOfParts,
} from '../values/time.ts'

const iso =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7})\d*)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** A text of JSON that Newtonsoft takes for a date, or undefined. */
export function jsonDate(text: string): NetDateTime | undefined {
  // Cheap first: nearly all texts are none.
  if (text.length < 19 || text.length > 40 || text[10] !== 'T' || text[4] !== '-') return undefined
  const match = iso.exec(text)
  if (match?.[6] === undefined) return undefined
  return dateOf(partsOfMatch(match), match[8])
}

type Parts = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: number,
]

function partsOfMatch(match: RegExpExecArray): Parts {
  const number = (index: number) => Number(match[index] ?? 0)
  const fraction = Number((match[7] ?? '').padEnd(7, '0'))
  return [number(1), number(2), number(3), number(4), number(5), number(6), fraction]
}

/** With a zone the time becomes local, which is UTC here, unless the zone is Z. */
function dateOf(parts: Parts, zone: string | undefined): NetDateTime | undefined {
  const ticks = ticksOfParts(...parts)
  if (ticks === undefined) return undefined
  const kind: DateKind = zone === undefined ? 'Unspecified' : zone === 'Z' ? 'Utc' : 'Local'
  return new NetDateTime(ticks - offsetTicks(zone), kind)
}

function offsetTicks(zone: string | undefined): bigint {
  if (zone === undefined || zone === 'Z') return 0n
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return BigInt(zone.startsWith('-') ? -minutes : minutes) * 600_000_000n
}

const monthNames = [
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
]
const zonePattern = '(?:\\s*(Z|GMT|UTC|[+-]\\d{1,2}:?\\d{2}))?'
const timePattern = `(?:[T\\s]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,7})\\d*)?)?\\s*([AaPp][Mm])?)?`
const forms: readonly {
  readonly pattern: RegExp
  readonly order: readonly [year: number, month: number, day: number]
}[] = [
  { pattern: form('(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})'), order: [1, 2, 3] },
  { pattern: form('(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})'), order: [3, 1, 2] },
  {
    pattern: form('(?:[A-Za-z]{3,9},\\s*)?(\\d{1,2})[\\s-]([A-Za-z]{3,9})[\\s-](\\d{4})'),
    order: [3, 2, 1],
  },
  {
    pattern: form('(?:[A-Za-z]{3,9},\\s*)?([A-Za-z]{3,9})\\s+(\\d{1,2}),?\\s+(\\d{4})'),
    order: [3, 1, 2],
  },
]

function form(date: string): RegExp {
  return new RegExp(`^${date}${timePattern}${zonePattern}$`)
}

type Read = { readonly ticks: bigint; readonly zone: string | undefined }

/** `DateTime.Parse` in the invariant culture; undefined for what it would refuse. */
export function parseDate(text: string): NetDateTime | undefined {
  const read = readDate(text)
  if (read === undefined) return undefined
  // A zone, even Z, makes DateTime.Parse turn to local time.
  const kind = read.zone === undefined ? 'Unspecified' : 'Local'
  return new NetDateTime(read.ticks - zoneTicks(read.zone), kind)
}

/** `DateTimeOffset.Parse`; without a zone the local one, which is UTC. */
export function parseDateOffset(text: string): NetDateTimeOffset | undefined {
  const read = readDate(text)
  return read === undefined ? undefined : new NetDateTimeOffset(read.ticks, zoneTicks(read.zone))
}

function zoneTicks(zone: string | undefined): bigint {
  return zone === undefined || /^[A-Z]/.test(zone)
    ? 0n
    : offsetTicks(zone.replace(/^(.)(\d:)/, '$10$2'))
}

function readDate(text: string): Read | undefined {
  for (const { pattern, order } of forms) {
    const match = pattern.exec(text.trim())
    if (match === null) continue
    const [year, month, day] = order.map((index) => match[index] ?? '')
    const half = (match[8] ?? '').toLowerCase()
    const hour = Number(match[4] ?? 0)
    const ticks = ticksOfParts(
      Number(year),
      monthOf(month ?? ''),
      Number(day),
      half === '' ? hour : (hour % 12) + (half === 'pm' ? 12 : 0),
      Number(match[5] ?? 0),
      Number(match[6] ?? 0),
      Number((match[7] ?? '').padEnd(7, '0')),
    )
    if (ticks !== undefined) return { ticks, zone: match[9] }
  }
  return undefined
}

function monthOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1
}

/** `TimeSpan.Parse`: `[-][d.]hh:mm[:ss[.fffffff]]`, or whole days. */
export function parseTimeSpan(text: string): NetTimeSpan | undefined {
  const match =
    /^(-)?(?:(\d{1,8})[.:](?=\d+:\d+:))?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(
      text.trim(),
    )
  if (match === null) {
    return /^-?\d{1,8}$/.test(text.trim())
      ? new NetTimeSpan(BigInt(text.trim()) * 864_000_000_000n)
      : undefined
  }
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const whole =
    ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
  const ticks = whole * 10_000_000n + BigInt(fraction.padEnd(7, '0'))
  return new NetTimeSpan(sign === undefined ? ticks : -ticks)
}
