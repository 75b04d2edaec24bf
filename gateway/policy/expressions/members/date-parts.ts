import { raise, raiseFormat } from '../error.ts'
import { ticksOf } from '../runtime/equality.ts'
import type { Value } from '../value.ts'
import {
  type NetDateTime,
  type NetDateTimeOffset,
  NetTimeSpan,
  partsOf,
  ticksOfParts,
  ticksOfUnixMs,
  ticksPerDay,
} from '../values/time.ts'
import { shifted } from './date-shift.ts'
import type { Site, TypeBuilder } from './define.ts'
import { dayOfWeek } from './enums.ts'
import { any, double, dynamic, int, long, timeSpan } from './kinds.ts'

/** Members that dates with and without offset share. */
export function withParts<Self extends NetDateTime | NetDateTimeOffset>(
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
export function ticksOfCount(count: number, perCount: number): bigint {
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

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

export function utcNow({ exchange }: Site): bigint {
  return ticksOfUnixMs(exchange.unixMs())
}

export function fromParts(
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

export function raiseDate(value: string): never {
  raiseFormat(`String '${value}' was not recognized as a valid DateTime.`)
}

export function tried(
  parsed: Value | undefined,
  fallback: Value,
  set: (value: Value) => void,
): boolean {
  set(parsed ?? fallback)
  return parsed !== undefined
}
