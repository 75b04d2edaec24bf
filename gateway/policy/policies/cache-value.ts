import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { positiveIntText } from '../attributes.ts'
import { cacheOf, cachingType } from '../caching-type.ts'
import { childNamed } from '../children.ts'
import { definePolicy, type Stop } from '../define-policy.ts'
import type { Value } from '../expressions/value.ts'

/**
 * Sets a variable to what is cached under a key; where nothing is, runs the policies of `value`,
 * which set it, and caches it. With `refresh-after` an older value is made anew, and kept when that
 * fails. Source: the policy toolkit's cache-value, for no article describes it.
 */
export const cacheValue = definePolicy({
  name: 'cache-value',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<cache-value key="rates" variable-name="rates" expires-after="600"><value><set-variable name="rates" value="1.08" /></value></cache-value>',
  attributes: z.strictObject({
    key: z.string().min(1),
    'variable-name': z.string().min(1),
    'expires-after': positiveIntText.default('300'),
    'refresh-after': positiveIntText.optional(),
    'default-value': z.string().optional(),
    'caching-type': cachingType,
  }),
  compile(attributes, load) {
    const keyOf = load.text(attributes.key)
    const name = attributes['variable-name']
    const lifeOf = load.number(attributes['expires-after'])
    const { 'refresh-after': refresh, 'default-value': missing } = attributes
    const freshOf = refresh === undefined ? undefined : load.number(refresh)
    const defaultOf = missing === undefined ? undefined : load.expression(missing)
    const cache = cacheOf(attributes['caching-type'], load)
    const value = childNamed(load.element, 'value')
    if (value === undefined) load.refuse('cache-value has no value', 'add a <value>')
    const run = load.block(value)

    async function makeAnew(exchange: Exchange, key: string): Promise<Stop | undefined> {
      exchange.variables.delete(name)
      const stop = await run(exchange)
      if (stop !== undefined) return stop
      const made = exchange.variables.get(name)
      if (made === undefined) {
        if (defaultOf !== undefined) exchange.variables.set(name, defaultOf(exchange))
        return undefined
      }
      const nowMs = load.clockUs() / 1_000
      cache?.setValue(key, made, nowMs + lifeOf(exchange) * 1_000, exchange)
      if (freshOf === undefined) return undefined
      cache?.setValue(freshKeyOf(key), true, nowMs + freshOf(exchange) * 1_000, exchange)
      return undefined
    }

    return async (exchange) => {
      const key = keyOf(exchange)
      const found: Value | undefined = await cache?.getValue(key, exchange)
      if (found === undefined) return makeAnew(exchange, key)
      const isFresh =
        freshOf === undefined || (await cache?.getValue(freshKeyOf(key), exchange)) !== undefined
      const stop = isFresh ? undefined : await makeAnew(exchange, key)
      if (stop !== undefined && stop.stop !== 'fail') return stop
      // An old value serves where no new one could be made.
      if (isFresh || stop !== undefined) exchange.variables.set(name, found)
      return undefined
    }
  },
})

/** Says, as long as it is there, that the value needs no refresh. No key of a policy is like it. */
function freshKeyOf(key: string): string {
  return `\u0000fresh\u0000${key}`
}
