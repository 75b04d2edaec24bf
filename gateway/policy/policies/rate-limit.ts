import { z } from 'zod'
import type { Hit, Limit } from '../../counters/counters.ts'
import { positiveInt } from '../attributes.ts'
import { definePolicy, type PolicyLoad } from '../define-policy.ts'
import { limitNotices, noticeAttributes } from '../limit-notices.ts'
import { type ScopedRow, scopedRows } from '../scoped-rows.ts'

const rate = {
  calls: positiveInt,
  'renewal-period': positiveInt.refine((periodS) => periodS <= 300, 'at most 300 seconds'),
} as const

const childSchema = z.strictObject({ ...rate, name: z.string().min(1).optional() })

type Rate = z.output<z.ZodObject<typeof rate>>

/**
 * At most `calls` per subscription in any `renewal-period` seconds, in all or for single APIs and
 * operations; calls without a subscription are not limited. A rejected call counts nowhere.
 * Source: APIM, rate-limit.
 */
export const rateLimit = definePolicy({
  name: 'rate-limit',
  sections: ['inbound'],
  scopes: ['product', 'api', 'operation'],
  isOnce: true,
  example:
    '<rate-limit calls="20" renewal-period="90" remaining-calls-header-name="X-Remaining" />',
  attributes: z.strictObject({ ...rate, ...noticeAttributes }),
  compile(attributes, load) {
    const notices = limitNotices(attributes)
    const rows = scopedRows<Rate>(attributes, childSchema, load).map((row) => limitOf(row, load))
    return (exchange) => {
      const { subscription, receivedAtMs } = exchange
      if (subscription === undefined) return undefined
      const key = subscription.id
      const limits = rows.length === 1 ? rows : rows.filter(({ isFor }) => isFor(exchange))
      // All are asked before any counts.
      const full = limits.find(({ limit }) => !limit.peek(key, receivedAtMs).admitted)
      if (full !== undefined) {
        const { retryAfterMs } = full.limit.hit(key, receivedAtMs, exchange)
        notices.tell(exchange, 0, full.calls)
        return notices.tooMany(exchange, retryAfterMs)
      }
      let [least, calls]: [Hit | undefined, number] = [undefined, 0]
      for (const row of limits) {
        const hit = row.limit.hit(key, receivedAtMs, exchange)
        if (least !== undefined && hit.remaining >= least.remaining) continue
        least = hit
        calls = row.calls
      }
      notices.tell(exchange, least?.remaining ?? 0, calls)
      return undefined
    }
  },
})

type RowLimit = Pick<ScopedRow<Rate>, 'isFor'> & { readonly calls: number; readonly limit: Limit }

function limitOf({ id, attributes, isFor }: ScopedRow<Rate>, { counters }: PolicyLoad): RowLimit {
  const { calls, 'renewal-period': periodS } = attributes
  return {
    isFor,
    calls,
    limit: counters.rate({ id, limit: calls, lengthMs: periodS * 1_000 }),
  }
}
