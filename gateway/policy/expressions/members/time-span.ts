import { raiseFormat } from '../error.ts'
import { parseTimeSpan } from '../runtime/date-parse.ts'
import { NetTimeSpan, ticksPerDay } from '../values/time.ts'
import { ticksOfCount, tried } from './date-parts.ts'
import { defineType } from './define.ts'
import { optional } from './kind.ts'
import { any, bool, double, int, long, out, text, textOrNull, timeSpan } from './kinds.ts'

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
