import { raise } from '../error.ts'
import { NetObject } from '../value.ts'

/** Of .NET: 100 ns. */
export const ticksPerMs = 10_000n
export const ticksPerDay = 864_000_000_000n
/** Ticks of 1970-01-01 since year 1. */
export const unixEpochTicks = 621_355_968_000_000_000n
export const ticksMax = 3_155_378_975_999_999_999n

export type DateKind = 'Unspecified' | 'Utc' | 'Local'

/** `DateTime`: ticks since year 1. Local time is UTC, as on every gateway. */
export class NetDateTime extends NetObject {
  readonly netType = 'DateTime'
  readonly ticks: bigint
  readonly kind: DateKind

  constructor(ticks: bigint, kind: DateKind) {
    super()
    this.ticks = checked(ticks)
    this.kind = kind
  }
}

/** `ticks` are of the local clock, `offsetTicks` are added to UTC to get there. */
export class NetDateTimeOffset extends NetObject {
  readonly netType = 'DateTimeOffset'
  readonly ticks: bigint
  readonly offsetTicks: bigint

  constructor(ticks: bigint, offsetTicks: bigint) {
    super()
    this.ticks = checked(ticks)
    this.offsetTicks = offsetTicks
  }

  get utcTicks(): bigint {
    return this.ticks - this.offsetTicks
  }
}

export class NetTimeSpan extends NetObject {
  readonly netType = 'TimeSpan'
  readonly ticks: bigint

  constructor(ticks: bigint) {
    super()
    this.ticks = ticks
  }
}

function checked(ticks: bigint): bigint {
  if (ticks < 0n || ticks > ticksMax) {
    raise('ArgumentOutOfRangeException', 'The resulting date and time is out of range.')
  }
  return ticks
}

export function ticksOfUnixMs(unixMs: number): bigint {
  return unixEpochTicks + BigInt(Math.round(unixMs * 10_000))
}

export type DateParts = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Ticks below a second. */
  readonly fraction: number
  /** 0 is Sunday. */
  readonly dayOfWeek: number
}

export function partsOf(ticks: bigint): DateParts {
  const date = new Date(Number((ticks - unixEpochTicks) / ticksPerMs))
  // Dates before 1970 round towards it; the ticks themselves decide where the second begins.
  const wholeMs = (ticks - (ticks % ticksPerMs) - unixEpochTicks) / ticksPerMs
  date.setTime(Number(wholeMs))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: Number(ticks % 10_000_000n),
    dayOfWeek: date.getUTCDay(),
  }
}

/** Undefined for a day that no calendar has. `month` from 1. */
export function ticksOfParts(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  fraction = 0,
): bigint | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  const isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
  if (!isReal || !isTime || year < 1 || year > 9999) return undefined
  const seconds = BigInt(hour * 3600 + minute * 60 + second)
  return (
    unixEpochTicks + BigInt(date.getTime()) * ticksPerMs + seconds * 10_000_000n + BigInt(fraction)
  )
}
