import { z } from 'zod'
import type { GatewayResponse } from '../../pipeline/exchange.ts'
import { flagText, positiveIntText } from '../attributes.ts'
import { lookupOf } from '../cache-lookups.ts'
import { definePolicy } from '../define-policy.ts'

// Source: APIM, service limits.
const bodyBytesMax = 2 * 1024 * 1024

/** Of a connection, or of one caller alone. */
const notStored = new Set(['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'])

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
      const lookup = lookupOf(exchange)
      if (lookup === undefined || response === undefined) return undefined
      const durationS = durationOf(exchange)
      const body = bytesOf(response)
      const mayStore = response.status === 200 || takesAll(exchange)
      if (body === undefined || body.length > bodyBytesMax || !mayStore || !(durationS > 0)) {
        return undefined
      }
      const nowMs = load.clockUs() / 1_000
      load.cache.set(lookup.key, {
        status: response.status,
        reason: response.reason,
        headers: storedHeaders(response),
        body,
        storedAtMs: nowMs,
        expiresAtMs: nowMs + durationS * 1_000,
      })
      response.headers.set('Cache-Control', lookup.cacheControlOf(Math.floor(durationS)))
      return undefined
    }
  },
})

function bytesOf({ body }: GatewayResponse): Buffer | undefined {
  if (body.kind === 'empty') return Buffer.alloc(0)
  return body.kind === 'bytes' ? body.bytes : undefined
}

function storedHeaders({ headers }: GatewayResponse) {
  return [...headers.entries()]
    .filter(([name]) => !notStored.has(name.toLowerCase()))
    .map(([name, values]) => [name, [...values]] as const)
}
