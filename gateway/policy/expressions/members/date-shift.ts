import { NetDateTime, NetDateTimeOffset } from '../values/time.ts'

/** The same kind of date, some ticks later. */
export function shifted(
  self: NetDateTime | NetDateTimeOffset,
  ticks: bigint,
): NetDateTime | NetDateTimeOffset {
  return self instanceof NetDateTime
    ? new NetDateTime(self.ticks + ticks, self.kind)
    : new NetDateTimeOffset(self.ticks + ticks, self.offsetTicks)
}
