import { raiseFormat } from '../error.ts'
import {
  type DateKind,
  type DateParts,
  type NetDateTime,
  type NetDateTimeOffset,
  type NetTimeSpan,
  partsOf,
  ticksPerDay,
} from '../values/time.ts'

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
]
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Standard formats of one letter as custom ones, invariant culture. */
const standards: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
}

type Zone = { readonly kind: DateKind | 'offset'; readonly offsetTicks: bigint }

/** `DateTime.ToString(format)`; an empty format is `G`. */
export function dateText({ ticks, kind }: NetDateTime, format: string): string {
  return formatted(partsOf(ticks), format === '' ? 'G' : format, { kind, offsetTicks: 0n })
}

/** `DateTimeOffset.ToString(format)`. */
export function offsetText({ ticks, offsetTicks, utcTicks }: NetDateTimeOffset, format: string) {
  const isUtc = 'rRu'.includes(format) && format.length === 1
  const zone: Zone = { kind: 'offset', offsetTicks }
  return formatted(
    partsOf(isUtc ? utcTicks : ticks),
    format === '' ? 'MM/dd/yyyy HH:mm:ss zzz' : format,
    zone,
  )
}

function formatted(parts: DateParts, format: string, zone: Zone): string {
  if (format.length > 1) return custom(parts, format.replace(/^%/, ''), zone)
  const pattern = standards[format]
  if (pattern === undefined) raiseFormat()
  return custom(parts, pattern, zone)
}

/** Runs of one letter, quoted texts, escapes, or any other character. */
const pieces = /'([^']*)'|"([^"]*)"|\\(.)|(y+|M+|d+|h+|H+|m+|s+|f+|F+|t+|z+|g+|K)|([\s\S])/g

function custom(parts: DateParts, format: string, zone: Zone): string {
  let text = ''
  for (const [, single, double, escaped, letters, other] of format.matchAll(pieces)) {
    if (letters === undefined) text += single ?? double ?? escaped ?? other ?? ''
    else if (letters.startsWith('F')) {
      const fraction = fractionOf(parts, letters.length).replace(/0+$/, '')
      // An empty fraction takes its point along.
      text = fraction === '' && text.endsWith('.') ? text.slice(0, -1) : text + fraction
    } else text += letterText(parts, letters, zone)
  }
  return text
}

function fractionOf({ fraction }: DateParts, digits: number): string {
  return String(fraction).padStart(7, '0').slice(0, digits)
}

function letterText(parts: DateParts, letters: string, zone: Zone): string {
  const { length } = letters
  const pad = (value: number, least = Math.min(length, 2)) => String(value).padStart(least, '0')
  switch (letters[0]) {
    case 'y':
      return length <= 2 ? pad(parts.year % 100) : pad(parts.year, length)
    case 'M':
      return length <= 2 ? pad(parts.month) : nameOf(months, parts.month - 1, length)
    case 'd':
      return length <= 2 ? pad(parts.day) : nameOf(days, parts.dayOfWeek, length)
    case 'H':
      return pad(parts.hour)
    case 'h':
      return pad(parts.hour % 12 === 0 ? 12 : parts.hour % 12)
    case 'm':
      return pad(parts.minute)
    case 's':
      return pad(parts.second)
    case 'f':
      return fractionOf(parts, length)
    case 't':
      return (parts.hour < 12 ? 'AM' : 'PM').slice(0, length)
    case 'g':
      return 'A.D.'
    default:
      return zoneText(letters, zone)
  }
}

function nameOf(names: readonly string[], index: number, length: number): string {
  const name = names[index] ?? ''
  return length === 3 ? name.slice(0, 3) : name
}

/** `z`, `zz`, `zzz` or `K`. */
function zoneText(letters: string, { kind, offsetTicks }: Zone): string {
  if (letters === 'K' && kind === 'Utc') return 'Z'
  if (letters === 'K' && kind === 'Unspecified') return ''
  const minutes = Number(offsetTicks / 600_000_000n)
  const sign = minutes < 0 ? '-' : '+'
  const hours = String(Math.trunc(Math.abs(minutes) / 60))
  if (letters === 'z') return sign + hours
  const padded = sign + hours.padStart(2, '0')
  return letters === 'zz' ? padded : `${padded}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`
}

/** `TimeSpan.ToString`: `c` is `[-][d.]hh:mm:ss[.fffffff]`; `g`, `G` and custom ones too. */
export function timeSpanText({ ticks }: NetTimeSpan, format: string): string {
  const absolute = ticks < 0n ? -ticks : ticks
  const dayCount = absolute / ticksPerDay
  const { hour, minute, second, fraction } = partsOf(absolute % ticksPerDay)
  const pad = (value: number) => String(value).padStart(2, '0')
  const parts = { dayCount, hour, minute, second, fraction }
  if (format !== '' && !/^[ctTgG]$/.test(format)) return customSpan(parts, format)
  const sign = ticks < 0n ? '-' : ''
  const isShort = format === 'g'
  const daysText =
    dayCount > 0n || format === 'G' ? `${dayCount}${isShort || format === 'G' ? ':' : '.'}` : ''
  const digits = String(fraction).padStart(7, '0')
  const shown = isShort ? digits.replace(/0+$/, '') : fraction > 0 || format === 'G' ? digits : ''
  const hours = isShort ? String(hour) : pad(hour)
  return `${sign}${daysText}${hours}:${pad(minute)}:${pad(second)}${shown === '' ? '' : `.${shown}`}`
}

type SpanParts = {
  readonly dayCount: bigint
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly fraction: number
}

function customSpan(parts: SpanParts, format: string): string {
  const pieces = /'([^']*)'|"([^"]*)"|\\(.)|(d+|h+|m+|s+|f+|F+)|%|([\s\S])/g
  const pad = (value: number | bigint, length: number) => String(value).padStart(length, '0')
  let text = ''
  for (const [, single, double, escaped, letters, other] of format.matchAll(pieces)) {
    const length = letters?.length ?? 0
    if (letters === undefined) text += single ?? double ?? escaped ?? other ?? ''
    else if (letters.startsWith('d')) text += pad(parts.dayCount, length)
    else if (letters.startsWith('h')) text += pad(parts.hour, length)
    else if (letters.startsWith('m')) text += pad(parts.minute, length)
    else if (letters.startsWith('s')) text += pad(parts.second, length)
    else text += pad(parts.fraction, 7).slice(0, length)
  }
  return text
}
