import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { wordText } from '../attributes.ts'
import { type Block, definePolicy, type Stop } from '../define-policy.ts'

const mayStandInside = new Set(['send-request', 'cache-lookup-value', 'choose'])

/**
 * Runs its policies at the same time and goes on when all have ended, or the first one; requests
 * of the others are then called off. Source: APIM, wait.
 */
export const wait = definePolicy({
  name: 'wait',
  sections: ['inbound', 'backend', 'outbound'],
  example:
    '<wait for="any"><send-request response-variable-name="stock"><set-url>https://stock.example.com/items</set-url></send-request><cache-lookup-value key="stock" variable-name="cached" /></wait>',
  attributes: z.strictObject({ for: wordText('all', 'any').default('all') }),
  compile({ for: which }, load) {
    for (const child of load.element.children) {
      if (mayStandInside.has(child.name)) continue
      const allowed = [...mayStandInside].join(', ')
      load.refuse(`<${child.name}> stands in wait`, `it takes ${allowed}`, child)
    }
    const whichOf = load.text(which)
    const blocks = load.blocks()
    return (exchange) => {
      if (blocks.length === 0) return undefined
      return whichOf(exchange) === 'any' ? first(blocks, exchange) : all(blocks, exchange)
    }
  },
})

/** Of several that stop, the one that stands first counts. */
async function all(blocks: readonly Block[], exchange: Exchange): Promise<Stop | undefined> {
  const stops = await Promise.all(blocks.map(async (run) => run(exchange)))
  return stops.find((stop) => stop !== undefined)
}

async function first(blocks: readonly Block[], exchange: Exchange): Promise<Stop | undefined> {
  const enough = new AbortController()
  const same = withSignal(exchange, AbortSignal.any([exchange.signal, enough.signal]))
  try {
    return await Promise.race(blocks.map(async (run) => run(same)))
  } finally {
    enough.abort()
  }
}

/** The same exchange, changes included, but for what calls its requests off. */
function withSignal(exchange: Exchange, signal: AbortSignal): Exchange {
  return new Proxy(exchange, {
    get: (target, key) =>
      key === 'signal' || key === 'departure' ? signal : Reflect.get(target, key),
  })
}
