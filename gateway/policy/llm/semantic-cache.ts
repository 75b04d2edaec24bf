import { hash } from 'node:crypto'
import { z } from 'zod'
import type { Cache } from '../../cache/cache.ts'
import { buffered } from '../../pipeline/body.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { replaceResponse } from '../../pipeline/response.ts'
import { flagText, orExpression, positiveIntText, wholeNumberText } from '../attributes.ts'
import { responseFrom, storedFrom } from '../cached-responses.ts'
import { cacheOf } from '../caching-type.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Stop } from '../define-policy.ts'
import { embed } from './embed.ts'
import { compileNamedBackend } from './named-backend.ts'
import { type Prompt, promptOf } from './prompt.ts'
import { indexFrom, indexWith, nearestTo, vectorText } from './semantic-index.ts'

type Family = 'llm' | 'azure-openai'

const scoreText = orExpression(
  z.string().regex(/^\s*(?:0?\.[0-9]+|0|1(?:\.0+)?|0\.[0-9]+)\s*$/),
  'a number from 0.0 to 1.0, or an expression',
)

const lookupAttributes = z.strictObject({
  'score-threshold': scoreText,
  'embeddings-backend-id': z.string().min(1),
  'embeddings-backend-auth': z.string().min(1),
  'ignore-system-messages': flagText.default('false'),
  'max-message-count': wholeNumberText.optional(),
  'cache-id': z.string().optional(),
})

/** What a lookup that found nothing leaves to the store of the same request. */
type Missed = { readonly cache: Cache; readonly indexKey: string; readonly vector: Float32Array }

const missed = new WeakMap<Exchange, Missed>()

/**
 * Answers a prompt with what another one got that means the same: whose embedding is no further
 * than `score-threshold` (smaller is stricter). Among the same API, operation, path, model and
 * `vary-by`. Without embeddings it is a miss. Source: APIM, llm-semantic-cache-lookup.
 */
export function defineSemanticLookup(family: Family) {
  const name = `${family}-semantic-cache-lookup`
  return definePolicy({
    name,
    sections: ['inbound'],
    example: `<${name} score-threshold="0.05" embeddings-backend-id="embeddings" embeddings-backend-auth="system-assigned" ignore-system-messages="true"><vary-by>@(context.Subscription.Id)</vary-by></${name}>`,
    attributes: lookupAttributes,
    compile: compileLookup,
  })
}

function compileLookup(given: z.output<typeof lookupAttributes>, load: PolicyLoad) {
  const thresholdOf = load.number(given['score-threshold'])
  const backendOf = compileNamedBackend(
    'embeddings-backend-id',
    given['embeddings-backend-id'],
    load,
  )
  const textOf = compilePromptText(given, load)
  const varyBy = childrenNamed(load.element, 'vary-by').map((child) => load.text(child.text, child))
  const cache = cacheOf('prefer-external', load) ?? load.cache
  load.needsRequestBody()
  return async (exchange: Exchange): Promise<Stop | undefined> => {
    const backend = backendOf(exchange)
    if (backend.kind === 'missing') return backend.stop
    const prompt = promptOf(exchange)
    const text = textOf(exchange, prompt)
    // An answer in events goes to the client as it comes, and is not kept.
    if (text === undefined || prompt.isStreamed) return undefined
    const vector = await embed(text, backend.id, exchange, load)
    if (vector === undefined) return undefined
    const indexKey = indexKeyOf(exchange, prompt, [
      given['cache-id'],
      ...varyBy.map((of) => of(exchange)),
    ])
    const entries = indexFrom(await cache.getValue(indexKey, exchange), exchange.unixMs())
    const nearest = nearestTo(vector, entries)
    if (nearest !== undefined && nearest.distance <= thresholdOf(exchange)) {
      const found = await cache.get(nearest.entry.key, exchange)
      if (found !== undefined) {
        exchange.cache = 'hit'
        exchange.trace(load.element.name, `hit at a distance of ${nearest.distance.toFixed(4)}`)
        replaceResponse(exchange, responseFrom(found))
        return { stop: 'cached' }
      }
    }
    exchange.cache = 'miss'
    missed.set(exchange, { cache, indexKey, vector })
    return undefined
  }
}

/** What is compared; undefined where nothing is, or the dialog is longer than is cached. */
function compilePromptText(
  given: z.output<typeof lookupAttributes>,
  load: PolicyLoad,
): (exchange: Exchange, prompt: Prompt) => string | undefined {
  const ignoresSystem = load.condition(given['ignore-system-messages'])
  const max = given['max-message-count']
  const maxOf = max === undefined ? undefined : load.number(max)
  return (exchange, { messages }) => {
    const isSystem = (role: string) => role === 'system' || role === 'developer'
    const left = ignoresSystem(exchange) ? messages.filter(({ role }) => !isSystem(role)) : messages
    if (left.length === 0 || left.length > (maxOf?.(exchange) ?? Number.POSITIVE_INFINITY)) {
      return undefined
    }
    return left.map(({ role, text }) => `${role}: ${text}`).join('\n')
  }
}

function indexKeyOf(
  { deployment, api, operation, product, request }: Exchange,
  { model }: Prompt,
  varyBy: readonly (string | undefined)[],
): string {
  const parts = [
    [deployment.serviceName, product?.id, api?.id, operation?.id],
    [request.url.path, model],
    varyBy.map((value) => value ?? null),
  ]
  return `semantic/${hash('sha256', JSON.stringify(parts))}`
}

// Source: APIM, service limits.
const bodyBytesMax = 2 * 1024 * 1024

/**
 * Keeps the answer under the meaning of its prompt; only 200 unless `cache-response` is true, and
 * none that comes as events. Source: APIM, llm-semantic-cache-store.
 */
export function defineSemanticStore(family: Family) {
  const name = `${family}-semantic-cache-store`
  return definePolicy({
    name,
    sections: ['outbound'],
    example: `<${name} duration="60" />`,
    attributes: z.strictObject({
      duration: positiveIntText,
      'cache-response': flagText.default('false'),
    }),
    compile(given, load) {
      const durationOf = load.number(given.duration)
      const takesAll = load.condition(given['cache-response'])
      return async (exchange) => {
        const { response } = exchange
        const miss = missed.get(exchange)
        if (miss === undefined || response === undefined) return undefined
        const durationMs = durationOf(exchange) * 1_000
        const isKept = response.status === 200 || takesAll(exchange)
        const type = response.headers.first('content-type') ?? ''
        if (!isKept || !(durationMs > 0) || type.startsWith('text/event-stream')) return undefined
        response.body = await buffered(response.body)
        const made = { atMs: load.clockUs() / 1_000, byRequest: exchange.requestId }
        const stored = storedFrom(response, made, durationMs)
        if (stored === undefined || stored.body.length > bodyBytesMax) return undefined
        await keep(exchange, miss, stored)
        return undefined
      }
    },
  })
}

async function keep(
  exchange: Exchange,
  { cache, indexKey, vector }: Missed,
  stored: Parameters<Cache['set']>[1],
): Promise<void> {
  const key = `${indexKey}/${hash('sha256', vectorText(vector))}`
  const unixMs = exchange.unixMs()
  const expiresAtUnixMs = unixMs + (stored.expiresAtMs - stored.storedAtMs)
  cache.set(key, stored, exchange)
  // Two that write at once may lose one entry of the index: it is a miss the next time.
  const entries = indexFrom(await cache.getValue(indexKey, exchange), unixMs)
  const index = indexWith(entries, { key, expiresAtUnixMs, vector })
  const latest = Math.max(expiresAtUnixMs, ...entries.map((entry) => entry.expiresAtUnixMs))
  cache.setValue(indexKey, index, stored.storedAtMs + (latest - unixMs), exchange)
}
