import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { wait } from '../../clock.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, orExpression, wholeNumber, wholeNumberText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad } from '../define-policy.ts'

const countMax = 50

/**
 * Runs its policies once, and again while the condition is true and tries are left. A failure in
 * them is kept back and told only when no further try is made; the condition then sees no
 * response. Source: APIM, retry.
 */
export const retry = definePolicy({
  name: 'retry',
  sections: ['backend', 'inbound', 'outbound', 'on-error'],
  example:
    '<retry condition="@(context.Response.StatusCode == 503)" count="3" interval="1" first-fast-retry="true"><forward-request /></retry>',
  attributes: z.strictObject({
    condition: flagText,
    count: orExpression(
      wholeNumber.refine((count) => count >= 1 && count <= countMax),
      `a number from 1 to ${countMax}, or an expression`,
    ),
    interval: wholeNumberText,
    'max-interval': wholeNumberText.optional(),
    delta: wholeNumberText.optional(),
    'first-fast-retry': flagText.default('false'),
  }),
  compile(attributes, load) {
    for (const child of childrenNamed(load.element, 'wait')) {
      load.refuse('<wait> stands in retry', 'put what it waits for into the retry itself', child)
    }
    const mayGoOn = load.condition(attributes.condition)
    const countOf = load.number(attributes.count)
    const waitOf = compileWait(attributes, load)
    const run = load.block()
    return async (exchange) => {
      let stop = await run(exchange)
      const count = Math.min(countOf(exchange), countMax)
      for (let number = 1; number <= count; number += 1) {
        if (stop?.stop === 'respond' || exchange.departure.aborted) return stop
        if (stop?.stop === 'fail' && !stop.keepsResponse) exchange.response = undefined
        // Only now: a signal of its own is worth nothing to the many that end here.
        if (!mayGoOn(exchange) || exchange.signal.aborted) return stop
        const waitMs = waitOf(exchange, number)
        // Retries inside retries may be very many: other requests have their turn between them.
        if (waitMs > 0) await wait(load.clock, waitMs, exchange.signal)
        else await turn()
        stop = await run(exchange)
      }
      return stop
    }
  },
})

type WaitAttributes = {
  readonly interval: string
  readonly 'max-interval'?: string | undefined
  readonly delta?: string | undefined
  readonly 'first-fast-retry': string
}

/**
 * Milliseconds before the n-th retry. With `delta` the wait grows by it; with `max-interval` too,
 * exponentially with chance: interval + (2^(n-1) - 1) * U(0.8, 1.2) * delta, which is the service's
 * own example (10, 10, 100 gives about 10, 20, 40, 80, 100).
 */
function compileWait(
  attributes: WaitAttributes,
  load: PolicyLoad,
): (exchange: Exchange, number: number) => number {
  const intervalOf = load.number(attributes.interval)
  const deltaOf = attributes.delta === undefined ? undefined : load.number(attributes.delta)
  const max = attributes['max-interval']
  const maxOf = max === undefined ? undefined : load.number(max)
  const isFirstFast = load.condition(attributes['first-fast-retry'])
  return (exchange, number) => {
    if (number === 1 && isFirstFast(exchange)) return 0
    const intervalS = intervalOf(exchange)
    if (deltaOf === undefined) return intervalS * 1_000
    const deltaS = deltaOf(exchange)
    if (maxOf === undefined) return (intervalS + (number - 1) * deltaS) * 1_000
    const spread = (0.8 + 0.4 * exchange.random()) * deltaS
    return Math.min(intervalS + (2 ** (number - 1) - 1) * spread, maxOf(exchange)) * 1_000
  }
}
