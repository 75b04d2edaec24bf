import { hash } from 'node:crypto'
import { z } from 'zod'
import type { CachedResponse } from '../../cache/cache.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { replaceResponse } from '../../pipeline/response.ts'
import { lookedRecord } from '../../telemetry/cache-ledger.ts'
import { flagText, wordText } from '../attributes.ts'
import { type Missed, noteMiss, responseFrom, tellDownstream } from '../cached-responses.ts'
import { cacheOf, cachingType } from '../caching-type.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Stop } from '../define-policy.ts'

const lookupAttributes = z.strictObject({
  'vary-by-developer': flagText,
  'vary-by-developer-groups': flagText,
  'caching-type': cachingType,
  'downstream-caching-type': wordText('none', 'private', 'public').default('none'),
  'must-revalidate': flagText.default('true'),
  'allow-private-response-caching': flagText.default('false'),
})

type LookupAttributes = z.output<typeof lookupAttributes>

/**
 * Answers a GET from the cache where it can: the backend rests, and outbound goes on behind the
 * `cache-store`. A request with Authorization is neither answered nor cached unless private
 * responses may be. Source: APIM, cache-lookup.
 */
export const cacheLookup = definePolicy({
  name: 'cache-lookup',
  sections: ['inbound'],
  example:
    '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" downstream-caching-type="none"><vary-by-header>Accept</vary-by-header><vary-by-query-parameter>page;size</vary-by-query-parameter></cache-lookup>',
  attributes: lookupAttributes,
  compile(attributes, load) {
    const kindOf = load.text(attributes['downstream-caching-type'])
    const cache = cacheOf(attributes['caching-type'], load)
    const isExternal = cache !== undefined && cache === load.externalCache
    const allowsPrivate = load.condition(attributes['allow-private-response-caching'])
    const mustRevalidate = load.condition(attributes['must-revalidate'])
    const isPersonalFor = compilePersonal(attributes, load)
    const keyOf = compileKey(load)
    if (cache === undefined) return () => undefined
    const answer = (exchange: Exchange, looked: Missed, found: CachedResponse | undefined) => {
      const nowUs = load.clockUs()
      load.cacheWitness?.(lookedRecord(exchange, looked, nowUs, found))
      return use(exchange, looked, found, nowUs / 1_000)
    }
    return (exchange) => {
      const { request } = exchange
      if (request.method !== 'GET') return undefined
      if (request.headers.has('Authorization') && !allowsPrivate(exchange)) return undefined
      const isPersonal = isPersonalFor(exchange)
      const key = keyOf(exchange, isPersonal)
      const downstream = { kind: kindOf(exchange), mustRevalidate: mustRevalidate(exchange) }
      const looked = { cache, key, isExternal, isPersonal, downstream }
      const found = cache.get(key, exchange)
      return found instanceof Promise
        ? found.then((late) => answer(exchange, looked, late))
        : answer(exchange, looked, found)
    }
  },
})

/** The groups of a developer are not known: their caller alone stands for them. */
function compilePersonal(
  attributes: LookupAttributes,
  load: PolicyLoad,
): (exchange: Exchange) => boolean {
  const varyByDeveloper = load.condition(attributes['vary-by-developer'])
  const varyByGroups = load.condition(attributes['vary-by-developer-groups'])
  return (exchange) => varyByDeveloper(exchange) || varyByGroups(exchange)
}

/** A backend that heeded these would send a part, or nothing, where all is to be kept. */
const wholeOnly = [
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
  'If-Range',
  'Range',
  'Cache-Control',
  'Pragma',
]

function use(
  exchange: Exchange,
  looked: Missed,
  found: CachedResponse | undefined,
  nowMs: number,
): Stop | undefined {
  if (found === undefined) {
    exchange.cache = 'miss'
    noteMiss(exchange, looked)
    for (const name of wholeOnly) exchange.request.headers.delete(name)
    return undefined
  }
  exchange.cache = 'hit'
  const response = responseFrom(found)
  tellDownstream(response, looked.downstream, found.expiresAtMs - nowMs)
  replaceResponse(exchange, response)
  return { stop: 'cached' }
}

/**
 * What makes a response the same: the operation as this product has it, the backend and path that
 * policies have chosen by now, the query parameters and headers that it varies by, and the
 * developer where it says so. A hash: keys must not carry what callers sent. Source: traces of
 * the service show such keys.
 */
function compileKey(load: PolicyLoad): (exchange: Exchange, isPersonal: boolean) => string {
  const headerNames = namesIn('vary-by-header', load)
  const queryNames = namesIn('vary-by-query-parameter', load)
  return (exchange, isPersonal) => {
    const { api, operation, product, subscription, deployment, request } = exchange
    const { query } = request.url
    const developer = isPersonal ? (subscription?.ownerId ?? subscription?.id ?? '') : undefined
    const parts = [
      [deployment.serviceName, product?.id, api?.id, operation?.id, developer],
      [exchange.backend, request.url.path],
      // Without any name, all of them count. Source: APIM, cache-lookup.
      queryNames.length === 0
        ? [...query].filter(([name]) => name !== api?.subscriptionKeyQuery).sort(byName)
        : queryNames.map((name) => query.get(name) ?? null),
      headerNames.map((name) => request.headers.get(name) ?? null),
    ]
    return hash('sha256', JSON.stringify(parts))
  }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}

function namesIn(child: string, load: PolicyLoad): readonly string[] {
  return childrenNamed(load.element, child)
    .flatMap(({ text }) => text.split(';'))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
