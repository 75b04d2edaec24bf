import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { cacheOf, cachingType } from '../caching-type.ts'
import { definePolicy } from '../define-policy.ts'
import type { Value } from '../expressions/value.ts'

/**
 * Sets a variable to what is cached under a key, else to the default, else not at all.
 * Source: APIM, cache-lookup-value.
 */
export const cacheLookupValue = definePolicy({
  name: 'cache-lookup-value',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<cache-lookup-value key="rates" variable-name="rates" default-value="none" />',
  attributes: z.strictObject({
    key: z.string().min(1),
    'variable-name': z.string().min(1),
    'default-value': z.string().optional(),
    'caching-type': cachingType,
  }),
  compile(attributes, load) {
    const { 'variable-name': variable, 'default-value': missing } = attributes
    const keyOf = load.text(attributes.key)
    const defaultOf = missing === undefined ? undefined : load.expression(missing)
    const cache = cacheOf(attributes['caching-type'], load)
    const use = (exchange: Exchange, found: Value | undefined) => {
      const value = found === undefined ? defaultOf?.(exchange) : found
      if (value !== undefined) exchange.variables.set(variable, value)
      return undefined
    }
    return (exchange) => {
      const key = keyOf(exchange)
      const found = cache?.getValue(key, exchange)
      return found instanceof Promise
        ? found.then((late) => use(exchange, late))
        : use(exchange, found)
    }
  },
})
