import { z } from 'zod'
import type { Counters, Limit } from '../../counters/counters.ts'
import { flag, orExpression, positiveInt, positiveIntText } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'
import { raiseRange } from '../expressions/error.ts'
import { incrementAttributes, incrementsOf } from '../increments.ts'
import { limitNotices, noticeAttributes } from '../limit-notices.ts'

const periodMaxS = 300

const periodText = orExpression(
  positiveInt.refine((periodS) => periodS <= periodMaxS),
  `a number from 1 to ${periodMaxS} or an expression`,
)

/**
 * At most `calls` per key in any `renewal-period` seconds. A key has one counter for all scopes
 * (of the same period). Source: APIM, rate-limit-by-key.
 */
export const rateLimitByKey = definePolicy({
  name: 'rate-limit-by-key',
  sections: ['inbound'],
  example:
    '<rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Request.IpAddress)" increment-condition="@(context.Response.StatusCode == 200)" remaining-calls-variable-name="remaining" />',
  attributes: z.strictObject({
    calls: positiveIntText,
    'renewal-period': periodText,
    'counter-key': z.string().min(1),
    ...incrementAttributes,
    'increment-after-response': flag.default(false),
    ...noticeAttributes,
  }),
  compile(attributes, load) {
    const callsOf = load.number(attributes.calls)
    const periodOf = load.number(attributes['renewal-period'])
    const keyOf = load.text(attributes['counter-key'])
    const increments = incrementsOf(attributes, load)
    const notices = limitNotices(attributes)
    const limitFor = latestLimit(load.counters)
    return (exchange) => {
      const { receivedAtMs } = exchange
      const calls = callsOf(exchange)
      const limit = limitFor(calls, periodOf(exchange))
      const key = keyOf(exchange)
      const now = increments.areLate ? 0 : increments.countOf(exchange)
      const { admitted, remaining, retryAfterMs } = limit.hit(key, receivedAtMs, exchange, now)
      notices.tell(exchange, remaining, calls)
      if (!admitted) return notices.tooMany(exchange, retryAfterMs)
      if (increments.areLate) {
        increments.later(exchange, (count) => limit.add(key, receivedAtMs, count))
      }
      return undefined
    }
  },
})

/** Most expressions give the same limit again and again. */
function latestLimit(counters: Counters): (calls: number, periodS: number) => Limit {
  let latest:
    | { readonly calls: number; readonly periodS: number; readonly limit: Limit }
    | undefined
  return (calls, periodS) => {
    if (latest !== undefined && latest.calls === calls && latest.periodS === periodS) {
      return latest.limit
    }
    if (!(calls >= 0)) raiseRange('calls')
    // Whole seconds, so that expressions cannot make up any number of counters.
    if (!Number.isInteger(periodS) || periodS < 1 || periodS > periodMaxS) {
      raiseRange('renewal-period')
    }
    const of = { id: 'rate-limit-by-key', limit: calls, lengthMs: periodS * 1_000 }
    const limit = counters.rate(of)
    latest = { calls, periodS, limit }
    return limit
  }
}
