import { z } from 'zod'
import { flag } from '../attributes.ts'
import { cachingType } from '../caching-type.ts'
import { definePolicy } from '../define-policy.ts'

/**
 * Forgets what is cached under a key. The internal cache never fails, so there is no removal error
 * to fail on. Source: APIM, cache-remove-value.
 */
export const cacheRemoveValue = definePolicy({
  name: 'cache-remove-value',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<cache-remove-value key="rates" />',
  attributes: z.strictObject({
    key: z.string().min(1),
    'caching-type': cachingType,
    'fail-on-cache-removal-error': flag.default(false),
  }),
  compile(attributes, load) {
    const keyOf = load.text(attributes.key)
    const isCached = attributes['caching-type'] !== 'external'
    return (exchange) => {
      const key = keyOf(exchange)
      if (isCached) load.cache.removeValue(key)
      return undefined
    }
  },
})
