import { parseDateOffset } from '../runtime/date-parse.ts'
import {
  NetDateTime,
  NetDateTimeOffset,
  NetTimeSpan,
  ticksMax,
  ticksPerDay,
  unixEpochTicks,
} from '../values/time.ts'
import { fromParts, raiseDate, tried, utcNow, withParts } from './date-parts.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bool, date, dateOffset, int, long, out, text, textOrNull, timeSpan } from './kinds.ts'
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
  .create(
    [int, int, int, int, int, int, int, timeSpan],
    ([year, month, day, hour, minute, second, ms, { ticks }]) =>
      new NetDateTimeOffset(
        fromParts(year, month, day, hour, minute, second) + BigInt(ms) * 10_000n,
        ticks,
      ),
  )

function floorDivide(value: bigint, by: bigint): bigint {
  return value < 0n && value % by !== 0n ? value / by - 1n : value / by
}
