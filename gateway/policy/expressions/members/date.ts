import { raise, raiseFormat } from '../error.ts'
import { parseExact } from '../runtime/date-exact.ts'
import { dateText } from '../runtime/date-format.ts'
import { parseDate, parseDateOffset, parseTimeSpan } from '../runtime/date-parse.ts'
import { ticksOf } from '../runtime/equality.ts'
import type { Value } from '../value.ts'
import {
  NetDateTime,
  NetDateTimeOffset,
  NetTimeSpan,
  partsOf,
  ticksMax,
  ticksOfParts,
  ticksOfUnixMs,
  ticksPerDay,
  unixEpochTicks,
} from '../values/time.ts'
import { shifted } from './date-shift.ts'
import { defineType, type Site, type TypeBuilder } from './define.ts'
import { dateTimeKind, dayOfWeek } from './enums.ts'
import { objectKind, optional } from './kind.ts'
import {
  any,
  bool,
  date,
  dateOffset,
  double,
  dynamic,
  int,
  long,
  out,
  text,
  textOrNull,
  timeSpan,
} from './kinds.ts'

const kinds = ['Unspecified', 'Utc', 'Local'] as const

/** Members that dates with and without offset share. */
function withParts<Self extends NetDateTime | NetDateTimeOffset>(
  type: TypeBuilder<Self>,
): TypeBuilder<Self> {
  return type
    .property('Year', int, ({ ticks }) => partsOf(ticks).year)
    .property('Month', int, ({ ticks }) => partsOf(ticks).month)
    .property('Day', int, ({ ticks }) => partsOf(ticks).day)
    .property('Hour', int, ({ ticks }) => partsOf(ticks).hour)
    .property('Minute', int, ({ ticks }) => partsOf(ticks).minute)
    .property('Second', int, ({ ticks }) => partsOf(ticks).second)
    .property('Millisecond', int, ({ ticks }) => Math.trunc(partsOf(ticks).fraction / 10_000))
    .property('DayOfWeek', dayOfWeek, ({ ticks }) => partsOf(ticks).dayOfWeek)
    .property('DayOfYear', int, ({ ticks }) => dayOfYear(ticks))
    .property('Ticks', long, ({ ticks }) => ticks)
    .property('TimeOfDay', timeSpan, ({ ticks }) => new NetTimeSpan(ticks % ticksPerDay))
    .method('AddTicks', [long], dynamic, (self, [ticks]) => shifted(self, ticks))
    .method('AddMilliseconds', [double], dynamic, (self, [count]) =>
      shifted(self, ticksOfCount(count, 10_000)),
    )
    .method('AddSeconds', [double], dynamic, (self, [count]) =>
      shifted(self, ticksOfCount(count, 1e7)),
    )
    .method('AddMinutes', [double], dynamic, (self, [count]) =>
      shifted(self, ticksOfCount(count, 6e8)),
    )
    .method('AddHours', [double], dynamic, (self, [count]) =>
      shifted(self, ticksOfCount(count, 3.6e10)),
    )
    .method('AddDays', [double], dynamic, (self, [count]) =>
      shifted(self, ticksOfCount(count, 8.64e11)),
    )
    .method('AddMonths', [int], dynamic, (self, [count]) =>
      shifted(self, monthTicks(self.ticks, count)),
    )
    .method('AddYears', [int], dynamic, (self, [count]) =>
      shifted(self, monthTicks(self.ticks, count * 12)),
    )
    .method('Add', [timeSpan], dynamic, (self, [span]) => shifted(self, span.ticks))
    .method('Subtract', [timeSpan], dynamic, (self, [span]) => shifted(self, -span.ticks))
    .method(
      'Subtract',
      [any],
      timeSpan,
      (self, [other]) => new NetTimeSpan(instantOf(self) - instantOf(other)),
    )
    .static(
      'Compare',
      [any, any],
      int,
      ([left, right]) =>
        Number(instantOf(left) > instantOf(right)) - Number(instantOf(left) < instantOf(right)),
    )
}

/** Fractions of a tick are cut off; .NET rounds to the millisecond only in the old framework. */
function ticksOfCount(count: number, perCount: number): bigint {
  const ticks = count * perCount
  if (!Number.isFinite(ticks))
    raise('ArgumentOutOfRangeException', 'Value to add was out of range.')
  return BigInt(Math.round(ticks))
}

function instantOf(value: Value): bigint {
  return ticksOf(value) ?? raise('InvalidCastException', 'A date is expected.')
}

function dayOfYear(ticks: bigint): number {
  const { year } = partsOf(ticks)
  return Number((ticks - (ticksOfParts(year, 1, 1) ?? 0n)) / ticksPerDay) + 1
}

/** The last day of a shorter month stands for days that it has not. */
function monthTicks(ticks: bigint, count: number): bigint {
  const { year, month, day } = partsOf(ticks)
  const months = year * 12 + month - 1 + count
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1]
  const toDay = Math.min(day, daysInMonth(toYear, toMonth))
  const to = ticksOfParts(toYear, toMonth, toDay)
  if (to === undefined)
    raise(
      'ArgumentOutOfRangeException',
      'The added or subtracted value results in an un-representable DateTime.',
    )
  return to - (ticks - (ticks % ticksPerDay))
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function utcNow({ exchange }: Site): bigint {
  return ticksOfUnixMs(exchange.unixMs())
}

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

function fromParts(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): bigint {
  const ticks = ticksOfParts(year, month, day, hour, minute, second)
  return (
    ticks ??
    raise(
      'ArgumentOutOfRangeException',
      'Year, Month, and Day parameters describe an un-representable DateTime.',
    )
  )
}

function raiseDate(value: string): never {
  raiseFormat(`String '${value}' was not recognized as a valid DateTime.`)
}

function tried(parsed: Value | undefined, fallback: Value, set: (value: Value) => void): boolean {
  set(parsed ?? fallback)
  return parsed !== undefined
}

export const dateTimeOffsetType = withParts(defineType('DateTimeOffset', dateOffset))
  .property('DateTime', date, ({ ticks }) => new NetDateTime(ticks, 'Unspecified'))
  .property('UtcDateTime', date, ({ utcTicks }) => new NetDateTime(utcTicks, 'Utc'))
  .property('LocalDateTime', date, ({ utcTicks }) => new NetDateTime(utcTicks, 'Local'))
  .property(
    'Date',
    date,
    ({ ticks }) => new NetDateTime(ticks - (ticks % ticksPerDay), 'Unspecified'),
  )
  .property('Offset', timeSpan, ({ offsetTicks }) => new NetTimeSpan(offsetTicks))
  .property('UtcTicks', long, ({ utcTicks }) => utcTicks)
  .method('ToUnixTimeSeconds', [], long, ({ utcTicks }) =>
    floorDivide(utcTicks - unixEpochTicks, 10_000_000n),
  )
  .method('ToUnixTimeMilliseconds', [], long, ({ utcTicks }) =>
    floorDivide(utcTicks - unixEpochTicks, 10_000n),
  )
  .method('ToUniversalTime', [], dateOffset, ({ utcTicks }) => new NetDateTimeOffset(utcTicks, 0n))
  .method('ToLocalTime', [], dateOffset, ({ utcTicks }) => new NetDateTimeOffset(utcTicks, 0n))
  .method(
    'ToOffset',
    [timeSpan],
    dateOffset,
    ({ utcTicks }, [{ ticks }]) => new NetDateTimeOffset(utcTicks + ticks, ticks),
  )
  .value('UtcNow', dateOffset, (site) => new NetDateTimeOffset(utcNow(site), 0n))
  .value('Now', dateOffset, (site) => new NetDateTimeOffset(utcNow(site), 0n))
  .value('MinValue', dateOffset, () => new NetDateTimeOffset(0n, 0n))
  .value('MaxValue', dateOffset, () => new NetDateTimeOffset(ticksMax, 0n))
  .value('UnixEpoch', dateOffset, () => new NetDateTimeOffset(unixEpochTicks, 0n))
  .static(
    'FromUnixTimeSeconds',
    [long],
    dateOffset,
    ([seconds]) => new NetDateTimeOffset(unixEpochTicks + seconds * 10_000_000n, 0n),
  )
  .static(
    'FromUnixTimeMilliseconds',
    [long],
    dateOffset,
    ([ms]) => new NetDateTimeOffset(unixEpochTicks + ms * 10_000n, 0n),
  )
  .static(
    'Parse',
    [text, optional(any), optional(any)],
    dateOffset,
    ([value]) => parseDateOffset(value) ?? raiseDate(value),
  )
  .static('TryParse', [textOrNull, out], bool, ([value, set]) =>
    tried(parseDateOffset(value ?? ''), new NetDateTimeOffset(0n, 0n), set),
  )
  .static('TryParse', [textOrNull, any, any, out], bool, ([value, , , set]) =>
    tried(parseDateOffset(value ?? ''), new NetDateTimeOffset(0n, 0n), set),
  )
  .create([], () => new NetDateTimeOffset(0n, 0n))
  .create(
    [objectKind(NetDateTime, 'DateTime'), optional(timeSpan)],
    ([{ ticks }, offset]) => new NetDateTimeOffset(ticks, offset?.ticks ?? 0n),
  )
  .create(
    [int, int, int, int, int, int, timeSpan],
    ([year, month, day, hour, minute, second, { ticks }]) =>
      new NetDateTimeOffset(fromParts(year, month, day, hour, minute, second), ticks),
  )

function floorDivide(value: bigint, by: bigint): bigint {
  return value < 0n && value % by !== 0n ? value / by - 1n : value / by
}

const perUnit = { Days: 8.64e11, Hours: 3.6e10, Minutes: 6e8, Seconds: 1e7, Milliseconds: 1e4 }

export const timeSpanType = Object.entries(perUnit)
  .reduce(
    (type, [unit, ticksPer]) =>
      type
        .property(`Total${unit}`, double, ({ ticks }) => Number(ticks) / ticksPer)
        .static(
          `From${unit}`,
          [double],
          timeSpan,
          ([count]) => new NetTimeSpan(ticksOfCount(count, ticksPer)),
        ),
    defineType('TimeSpan', timeSpan),
  )
  .property('Days', int, ({ ticks }) => Number(ticks / ticksPerDay))
  .property('Hours', int, ({ ticks }) => Number((ticks / 36_000_000_000n) % 24n))
  .property('Minutes', int, ({ ticks }) => Number((ticks / 600_000_000n) % 60n))
  .property('Seconds', int, ({ ticks }) => Number((ticks / 10_000_000n) % 60n))
  .property('Milliseconds', int, ({ ticks }) => Number((ticks / 10_000n) % 1000n))
  .property('Ticks', long, ({ ticks }) => ticks)
  .method('Add', [timeSpan], timeSpan, ({ ticks }, [other]) => new NetTimeSpan(ticks + other.ticks))
  .method(
    'Subtract',
    [timeSpan],
    timeSpan,
    ({ ticks }, [other]) => new NetTimeSpan(ticks - other.ticks),
  )
  .method('Negate', [], timeSpan, ({ ticks }) => new NetTimeSpan(-ticks))
  .method('Duration', [], timeSpan, ({ ticks }) => new NetTimeSpan(ticks < 0n ? -ticks : ticks))
  .value('Zero', timeSpan, () => new NetTimeSpan(0n))
  .value('MaxValue', timeSpan, () => new NetTimeSpan(9_223_372_036_854_775_807n))
  .value('MinValue', timeSpan, () => new NetTimeSpan(-9_223_372_036_854_775_808n))
  .static('FromTicks', [long], timeSpan, ([ticks]) => new NetTimeSpan(ticks))
  .static(
    'Parse',
    [text, optional(any)],
    timeSpan,
    ([value]) =>
      parseTimeSpan(value) ??
      raiseFormat(`String '${value}' was not recognized as a valid TimeSpan.`),
  )
  .static('TryParse', [textOrNull, out], bool, ([value, set]) =>
    tried(parseTimeSpan(value ?? ''), new NetTimeSpan(0n), set),
  )
  .create([long], ([ticks]) => new NetTimeSpan(ticks))
  .create([int, int, int], ([hours, minutes, seconds]) => spanOf(0, hours, minutes, seconds))
  .create([int, int, int, int], ([days, hours, minutes, seconds]) =>
    spanOf(days, hours, minutes, seconds),
  )
  .create([int, int, int, int, int], ([days, hours, minutes, seconds, ms]) =>
    spanOf(days, hours, minutes, seconds + ms / 1000),
  )

function spanOf(days: number, hours: number, minutes: number, seconds: number): NetTimeSpan {
  return new NetTimeSpan(ticksOfCount(((days * 24 + hours) * 60 + minutes) * 60 + seconds, 1e7))
}
