import { z } from 'zod'
import { storedRecord } from '../../telemetry/cache-ledger.ts'
import { flagText, positiveIntText } from '../attributes.ts'
import { missOf, storedFrom, tellDownstream } from '../cached-responses.ts'
import { definePolicy } from '../define-policy.ts'

// Source: APIM, service limits.
const bodyBytesMax = 2 * 1024 * 1024

/**
 * Keeps the response under what `cache-lookup` looked for; only 200 unless `cache-response` is
 * true. Source: APIM, cache-store.
 */
export const cacheStore = definePolicy({
  name: 'cache-store',
  sections: ['outbound'],
  example: '<cache-store duration="60" />',
  attributes: z.strictObject({
    duration: positiveIntText,
    'cache-response': flagText.default('false'),
  }),
  compile(attributes, load) {
    const durationOf = load.number(attributes.duration)
    const takesAll = load.condition(attributes['cache-response'])
    load.needsResponseBody()
    return (exchange) => {
      const { response } = exchange
      const missed = missOf(exchange)
      if (missed === undefined || response === undefined) return undefined
      const durationMs = durationOf(exchange) * 1_000
      const mayStore = response.status === 200 || takesAll(exchange)
      if (!mayStore || !(durationMs > 0)) return undefined
      const made = { atMs: load.clockUs() / 1_000, byRequest: exchange.requestId }
      const stored = storedFrom(response, made, durationMs)
      if (stored === undefined || stored.body.length > bodyBytesMax) return undefined
      missed.cache.set(missed.key, stored, exchange)
      load.cacheWitness?.(storedRecord(exchange, missed, stored))
      tellDownstream(response, missed.downstream, durationMs)
      return undefined
    }
  },
})
