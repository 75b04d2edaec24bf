import { z } from 'zod'
import { internalServerError } from '../../pipeline/steps.ts'
import { flag } from '../attributes.ts'
import { cacheOf, cachingType } from '../caching-type.ts'
import { definePolicy, reject } from '../define-policy.ts'

/**
 * Forgets what is cached under a key. Only an external cache may fail to; the request then fails if
 * that is asked for, and waits to know. Source: APIM, cache-remove-value.
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
    const cache = cacheOf(attributes['caching-type'], load)
    const mayFail = attributes['fail-on-cache-removal-error']
    return (exchange) => {
      const key = keyOf(exchange)
      const removed = cache?.removeValue(key, exchange)
      if (removed === undefined || !mayFail) return undefined
      return removed.then((isRemoved) => (isRemoved ? undefined : notRemoved))
    }
  },
})

const notRemoved = reject(
  500,
  'CacheRemovalFailure',
  'The value could not be removed from the external cache.',
  {},
  internalServerError,
)
