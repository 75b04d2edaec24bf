import type { Cache } from '../../../../../gateway/cache/cache.ts'
import { noCache } from '../../../../../gateway/cache/no-cache.ts'
import type { Clock } from '../../../../../gateway/clock.ts'
import { newConcurrency } from '../../../../../gateway/counters/concurrency.ts'
import type { Counters } from '../../../../../gateway/counters/counters.ts'
import { replicatedCounters } from '../../../../../gateway/counters/replicated-counters.ts'
import { bodyOfText } from '../../../../../gateway/pipeline/body.ts'
import { Departure } from '../../../../../gateway/pipeline/departure.ts'
import type { Body, Exchange } from '../../../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../../../gateway/pipeline/headers.ts'
import { newExchange } from '../../../../../gateway/pipeline/new-exchange.ts'
import { newResponse } from '../../../../../gateway/pipeline/response.ts'
import { runPipeline } from '../../../../../gateway/pipeline/run.ts'
import { compilePolicies, type Plans } from '../../../../../gateway/policy/compile.ts'
import { policies } from '../../../../../gateway/policy/policies.ts'
import type { CacheWitness } from '../../../../../gateway/telemetry/cache-ledger.ts'
import { ignoredMetrics } from '../../../../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../../../../gateway/telemetry/event-sink.ts'
import type { RevisionContent } from '../../../../../ledger/revision.ts'

/** The policies of inbound and outbound by scope, and what their world answers. */
export type WorldOf = {
  readonly inbound?: { readonly [scope in 'global' | 'product' | 'api' | 'operation']?: string }
  readonly outbound?: string
  readonly counters?: Counters
  readonly cache?: Cache
  readonly externalCache?: Cache
  readonly cacheWitness?: CacheWitness
  readonly respond?: (exchange: Exchange) => { readonly status?: number; readonly body?: Body }
}

export type CallOf = {
  readonly subscription?: string | undefined
  readonly method?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly api?: 'orders' | 'customers'
  /** Of the run's clock and, beside it, of the calendar. */
  readonly atMs?: number
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly backendCalls: number
  readonly exchange: Exchange
}

/** One instance in memory, with two APIs in one product: calls run the whole pipeline. */
export function gatewayOf(world: WorldOf): (call?: CallOf) => Promise<Answer> {
  let nowMs = 0
  let backendCalls = 0
  const clock: Clock = {
    nowUs: () => nowMs * 1_000,
    unixMs: () => nowMs,
    after: () => () => undefined,
  }
  const content = contentOf(world)
  const counters =
    world.counters ?? replicatedCounters({ holder: 'a#1', runId: '0123456789abcdef' })
  const tools = {
    clock,
    counters,
    concurrency: newConcurrency(),
    cache: world.cache ?? noCache,
    externalCache: world.externalCache,
    cacheWitness: world.cacheWitness,
    openId: { issuerOf: () => Promise.reject(new Error('none')), pullAgain: async () => undefined },
    accessTokens: { tokenFor: () => Promise.reject(new Error('none')) },
    events: closedSink,
    customMetrics: ignoredMetrics,
    backends: {
      hasEntity: () => false,
      sendTo: () => Promise.reject(new Error('none')),
      send: () => Promise.reject(new Error('none')),
      async forward(exchange: Exchange) {
        backendCalls += 1
        exchange.backendStatus = world.respond?.(exchange).status ?? 200
        const { status = 200, body = bodyOfText(`answer ${backendCalls}`) } =
          world.respond?.(exchange) ?? {}
        return { kind: 'answer', response: { ...newResponse(status), body } } as const
      },
    },
  }
  const plans = compilePolicies({ content, tools, policies, isStrict: true })
  return async (call = {}) => {
    nowMs = call.atMs ?? nowMs
    const { exchange, plan } = exchangeOf(call, content, clock, plans)
    const response = await runPipeline(exchange, plan, undefined)
    const { headers, body, status } = response
    return {
      status,
      headers: Object.fromEntries([...headers.entries()].map(([name, all]) => [name, all.join()])),
      body: body.kind === 'bytes' ? body.bytes.toString() : '',
      backendCalls,
      exchange,
    }
  }
}

function exchangeOf(call: CallOf, content: RevisionContent, clock: Clock, plans: Plans) {
  const api = content.apis.find(({ id }) => id === (call.api ?? 'orders'))
  const subscription = content.subscriptions.find(
    ({ id }) => id === ('subscription' in call ? call.subscription : 'alice'),
  )
  if (api === undefined) throw new Error('no such API')
  const operation = api.operations[0]
  const product = content.products[0]
  const url = {
    scheme: 'https',
    host: 'gateway.test',
    port: 443,
    path: '/list',
    query: new Map(Object.entries(call.query ?? {}).map(([name, value]) => [name, [value]])),
  }
  const headers = new HeaderList()
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value)
  const plan = plans.planOf(product, api, operation)
  const exchange = newExchange({
    requestId: 1,
    attempt: 1,
    receivedAtUs: clock.nowUs(),
    request: {
      method: call.method ?? 'GET',
      url,
      originalUrl: { ...url, path: `/${api.path}/list` },
      headers,
      matchedParameters: new Map(),
      ipAddress: '127.0.0.1',
      body: { kind: 'empty' },
    },
    match: { api, operation },
    product,
    subscription,
    isPreflight: false,
    plan,
    deployment: { region: 'eu', serviceName: 's', gatewayId: 'managed', instanceId: 'a' },
    clock,
    random: () => 0,
    departure: new Departure(),
  })
  return { exchange, plan }
}

function contentOf({ inbound = {}, outbound = '' }: WorldOf): RevisionContent {
  const documentOf = (scope: keyof typeof inbound) => {
    const own = scope === 'operation' ? outbound : ''
    const backend = scope === 'global' ? '<forward-request />' : '<base />'
    const xml = `<policies><inbound><base />${inbound[scope] ?? ''}</inbound><backend>${backend}</backend><outbound><base />${own}</outbound><on-error><base /></on-error></policies>`
    return { file: `${scope}.xml`, xml }
  }
  const apiOf = (id: string) => ({
    id,
    name: `The ${id}`,
    path: id,
    revision: '1',
    isCurrent: true,
    serviceUrl: 'http://backend.test',
    isSubscriptionRequired: true,
    subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: 'subscription-key',
    policy: documentOf('api'),
    operations: [
      {
        id: `list-${id}`,
        name: `List ${id}`,
        method: 'GET',
        urlTemplate: '/list',
        policy: documentOf('operation'),
        examples: { path: {}, query: {} },
      },
    ],
  })
  const subscriptionOf = (id: string) => ({
    id,
    name: id,
    scope: { kind: 'all' } as const,
    state: 'active' as const,
    ownerId: `user-${id}`,
    primaryKey: `${id}-1`,
    secondaryKey: `${id}-2`,
    mayTrace: false,
  })
  const product = {
    id: 'starter',
    name: 'Starter',
    isPublished: true,
    isSubscriptionRequired: true,
    apiIds: ['orders', 'customers'],
    policy: documentOf('product'),
  }
  return {
    source: 'memory',
    globalPolicy: documentOf('global'),
    apis: ['orders', 'customers'].map(apiOf),
    products: [product],
    subscriptions: ['alice', 'bob'].map(subscriptionOf),
    backends: [],
    namedValues: [],
    fragments: [],
    versionSets: [],
  }
}
