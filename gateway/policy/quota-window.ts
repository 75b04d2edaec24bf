import type { Counters, Limit } from '../counters/counters.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { reject, type Stop } from './define-policy.ts'
import { exchangedBytes } from './exchanged-bytes.ts'

export type QuotaOf = {
  readonly id: string
  readonly calls: number | undefined
  /** Kilobytes of requests and responses. */
  readonly bandwidth: number | undefined
  /** 0: for ever. */
  readonly periodS: number
  /** Of the clock that calls are counted by. */
  readonly startMs: number
}

/** The volume that a key may use within a fixed window, in calls, in bytes, or in both. */
export type Quota = {
  /** The stop of a call that has no volume left. Counts nothing. */
  refuse(key: string, nowMs: number, exchange: Exchange): Stop | undefined
  /**
   * Counts a call that was let in, and its bytes as they pass; `calls` may be 0. False when the
   * request had been counted already.
   */
  use(key: string, nowMs: number, exchange: Exchange, calls: number): boolean
  /** Counts calls without deciding again. */
  add(key: string, nowMs: number, calls: number): void
}

const bytesPerKb = 1_024

/**
 * Policies with the same id, period and start share a counter. A request counts there once per
 * key, however many of them it meets. Source: APIM, quota-by-key.
 */
export function quotaOf(of: QuotaOf, counters: Counters): Quota {
  const { id, bandwidth, periodS, startMs } = of
  const volumeOf = (unit: string, limit: number | undefined): Volume | undefined =>
    limit === undefined
      ? undefined
      : {
          limit,
          window: counters.fixedWindow({
            id: `${id}/${unit}`,
            limit,
            lengthMs: periodS * 1_000,
            startMs,
          }),
          useOf: (key) => `${id}/${unit}/${periodS}/${startMs}/${key}`,
        }
  const calls = volumeOf('calls', of.calls)
  const bytes = volumeOf('bytes', bandwidth === undefined ? undefined : bandwidth * bytesPerKb)
  return {
    refuse: (key, nowMs, exchange) =>
      refusal(calls, 'call volume', key, nowMs, exchange) ??
      refusal(bytes, 'bandwidth', key, nowMs, exchange),
    use(key, nowMs, exchange, count) {
      const isNew = calls !== undefined && isFirstUse(exchange, calls.useOf(key))
      // The last call may take more than is left, as its bytes may.
      if (isNew) calls.window.take(key, nowMs, exchange, count)
      if (bytes !== undefined && isFirstUse(exchange, bytes.useOf(key))) {
        bytes.window.hit(key, nowMs, exchange, 0)
        exchangedBytes(exchange, (count) => bytes.window.add(key, nowMs, count))
      }
      return isNew
    },
    add: (key, nowMs, count) => calls?.window.add(key, nowMs, count),
  }
}

type Volume = {
  readonly limit: number
  readonly window: Limit
  /** Names what a request is counted for. */
  readonly useOf: (key: string) => string
}

/** What an exchange has been counted for. */
const uses = new WeakMap<Exchange, Set<string>>()

function isFirstUse(exchange: Exchange, use: string): boolean {
  const known = uses.get(exchange)
  if (known === undefined) {
    uses.set(exchange, new Set([use]))
    return true
  }
  if (known.has(use)) return false
  known.add(use)
  return true
}

function refusal(
  volume: Volume | undefined,
  name: string,
  key: string,
  nowMs: number,
  exchange: Exchange,
): Stop | undefined {
  if (volume === undefined) return undefined
  const { limit, window } = volume
  const { admitted, countSeen } = window.peek(key, nowMs)
  // What it has used itself does not stand in its own way.
  const isCounted = uses.get(exchange)?.has(volume.useOf(key)) === true
  if (admitted || (isCounted && countSeen <= limit)) return undefined
  // Said once more for the ledger, as a decision.
  const { retryAfterMs } = window.hit(key, nowMs, exchange, 0)
  const retryAfterS = Math.ceil(retryAfterMs / 1_000)
  if (!Number.isFinite(retryAfterS)) return reject(403, 'QuotaExceeded', `Out of ${name} quota.`)
  const message = `Out of ${name} quota. Quota will be replenished in ${timeSpanText(retryAfterS)}.`
  return reject(403, 'QuotaExceeded', message, { 'Retry-After': String(retryAfterS) })
}

/** As .NET writes a TimeSpan: `[d.]hh:mm:ss`. */
function timeSpanText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const clock = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  return `${days === 0 ? '' : `${days}.`}${clock.map(two).join(':')}`
}
