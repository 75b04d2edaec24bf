import { z } from 'zod'
import { positiveInt } from '../attributes.ts'
import { definePolicy, reject } from '../define-policy.ts'

/**
 * Lets at most `max-count` requests into its policies at a time, per key and instance; one more is
 * rejected at once. All policies with one key share its count. Source: APIM, limit-concurrency.
 */
export const limitConcurrency = definePolicy({
  name: 'limit-concurrency',
  sections: ['backend', 'inbound', 'outbound', 'on-error'],
  example:
    '<limit-concurrency key="@(context.Api.Id)" max-count="10"><forward-request timeout="120" /></limit-concurrency>',
  attributes: z.strictObject({ key: z.string().min(1), 'max-count': positiveInt }),
  compile({ key, 'max-count': countMax }, load) {
    const { concurrency } = load
    const keyOf = load.text(key)
    const run = load.block()
    return async (exchange) => {
      const entered = keyOf(exchange)
      if (!concurrency.enter(entered, countMax)) {
        return reject(429, 'ConcurrencyLimitExceeded', 'Concurrency limit is exceeded.')
      }
      try {
        return await run(exchange)
      } finally {
        concurrency.leave(entered)
      }
    }
  },
})
