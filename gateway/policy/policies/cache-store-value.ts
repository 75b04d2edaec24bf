import { z } from 'zod'
import { positiveIntText } from '../attributes.ts'
import { cacheOf, cachingType } from '../caching-type.ts'
import { definePolicy } from '../define-policy.ts'

/** Caches a value under a key, for `duration` seconds. Source: APIM, cache-store-value. */
export const cacheStoreValue = definePolicy({
  name: 'cache-store-value',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<cache-store-value key="rates" value="1.08" duration="60" />',
  attributes: z.strictObject({
    key: z.string().min(1),
    value: z.string(),
    duration: positiveIntText,
    'caching-type': cachingType,
  }),
  compile(attributes, load) {
    const keyOf = load.text(attributes.key)
    const evaluate = load.expression(attributes.value)
    const durationOf = load.number(attributes.duration)
    const cache = cacheOf(attributes['caching-type'], load)
    return (exchange) => {
      const [key, value, durationS] = [keyOf(exchange), evaluate(exchange), durationOf(exchange)]
      if (durationS > 0) {
        cache?.setValue(key, value, load.clockUs() / 1_000 + durationS * 1_000, exchange)
      }
      return undefined
    }
  },
})
