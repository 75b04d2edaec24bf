import { parseExact } from '../runtime/date-exact.ts'
import { dateText } from '../runtime/date-format.ts'
import { parseDate } from '../runtime/date-parse.ts'
import { NetDateTime, ticksMax, ticksPerDay, unixEpochTicks } from '../values/time.ts'
import { daysInMonth, fromParts, raiseDate, tried, utcNow, withParts } from './date-parts.ts'
import { defineType } from './define.ts'
import { dateTimeKind } from './enums.ts'
import { optional } from './kind.ts'
import { any, bool, date, int, long, out, text, textOrNull } from './kinds.ts'

const kinds = ['Unspecified', 'Utc', 'Local'] as const

export const dateTimeType = withParts(defineType('DateTime', date))
  .property('Kind', dateTimeKind, ({ kind }) => kinds.indexOf(kind))
  .property('Date', date, ({ ticks, kind }) => new NetDateTime(ticks - (ticks % ticksPerDay), kind))
  .method('ToUniversalTime', [], date, ({ ticks }) => new NetDateTime(ticks, 'Utc'))
  .method('ToLocalTime', [], date, ({ ticks }) => new NetDateTime(ticks, 'Local'))
  .method('ToShortDateString', [], text, (self) => dateText(self, 'd'))
  .method('ToLongDateString', [], text, (self) => dateText(self, 'D'))
  .method('ToShortTimeString', [], text, (self) => dateText(self, 't'))
  .method('ToLongTimeString', [], text, (self) => dateText(self, 'T'))
  .method('ToFileTimeUtc', [], long, ({ ticks }) => ticks - 504_911_232_000_000_000n)
  .method('ToBinary', [], long, ({ ticks }) => ticks)
  .value('UtcNow', date, (site) => new NetDateTime(utcNow(site), 'Utc'))
  .value('Now', date, (site) => new NetDateTime(utcNow(site), 'Local'))
  .value(
    'Today',
    date,
    (site) => new NetDateTime(utcNow(site) - (utcNow(site) % ticksPerDay), 'Local'),
  )
  .value('MinValue', date, () => new NetDateTime(0n, 'Unspecified'))
  .value('MaxValue', date, () => new NetDateTime(ticksMax, 'Unspecified'))
  .value('UnixEpoch', date, () => new NetDateTime(unixEpochTicks, 'Utc'))
  .static(
    'Parse',
    [text, optional(any), optional(any)],
    date,
    ([value]) => parseDate(value) ?? raiseDate(value),
  )
  .static('TryParse', [textOrNull, out], bool, ([value, set]) =>
    tried(parseDate(value ?? ''), minDate, set),
  )
  .static('TryParse', [textOrNull, any, any, out], bool, ([value, , , set]) =>
    tried(parseDate(value ?? ''), minDate, set),
  )
  .static(
    'ParseExact',
    [text, text, any, optional(any)],
    date,
    ([value, format]) => parseExact(value, format) ?? raiseDate(value),
  )
  .static('TryParseExact', [textOrNull, text, any, any, out], bool, ([value, format, , , set]) =>
    tried(parseExact(value ?? '', format), minDate, set),
  )
  .static(
    'SpecifyKind',
    [date, dateTimeKind],
    date,
    ([{ ticks }, kind]) => new NetDateTime(ticks, kinds[kind] ?? 'Unspecified'),
  )
  .static('DaysInMonth', [int, int], int, ([year, month]) => daysInMonth(year, month))
  .static('IsLeapYear', [int], bool, ([year]) => daysInMonth(year, 2) === 29)
  .static(
    'FromFileTimeUtc',
    [long],
    date,
    ([ticks]) => new NetDateTime(ticks + 504_911_232_000_000_000n, 'Utc'),
  )
  .create([], () => minDate)
  .create(
    [long, optional(dateTimeKind)],
    ([ticks, kind]) => new NetDateTime(ticks, kinds[kind ?? 0] ?? 'Unspecified'),
  )
  .create(
    [int, int, int],
    ([year, month, day]) => new NetDateTime(fromParts(year, month, day), 'Unspecified'),
  )
  .create(
    [int, int, int, int, int, int, optional(dateTimeKind)],
    ([year, month, day, hour, minute, second, kind]) =>
      new NetDateTime(
        fromParts(year, month, day, hour, minute, second),
        kinds[kind ?? 0] ?? 'Unspecified',
      ),
  )
  .create(
    [int, int, int, int, int, int, int, optional(dateTimeKind)],
    ([year, month, day, hour, minute, second, ms, kind]) =>
      new NetDateTime(
        fromParts(year, month, day, hour, minute, second) + BigInt(ms) * 10_000n,
        kinds[kind ?? 0] ?? 'Unspecified',
      ),
  )

const minDate = new NetDateTime(0n, 'Unspecified')
