import { compileBackends } from '../../../gateway/backends/caller.ts'
import { fetchJsonThrough } from '../../../gateway/backends/fetch-text.ts'
import { sendAlone } from '../../../gateway/backends/send-alone.ts'
import { newCacheStore } from '../../../gateway/cache/cache-store.ts'
import { regionCache } from '../../../gateway/cache/region-cache.ts'
import { newConcurrency } from '../../../gateway/counters/concurrency.ts'
import { replicatedCounters } from '../../../gateway/counters/replicated-counters.ts'
import { requestedTokens } from '../../../gateway/identity/requested-tokens.ts'
import { pulledOpenId } from '../../../gateway/jwt/pulled-open-id.ts'
import { compileAdmission } from '../../../gateway/pipeline/admit.ts'
import { bodyOfText, buffered, emptyBody } from '../../../gateway/pipeline/body.ts'
import { Departure } from '../../../gateway/pipeline/departure.ts'
import type { Exchange } from '../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../gateway/pipeline/headers.ts'
import { newExchange } from '../../../gateway/pipeline/new-exchange.ts'
import { parseQuery } from '../../../gateway/pipeline/query.ts'
import { runPipeline } from '../../../gateway/pipeline/run.ts'
import { compilePolicies } from '../../../gateway/policy/compile.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import type { CustomMetrics } from '../../../gateway/telemetry/custom-metrics.ts'
import type { EventSink } from '../../../gateway/telemetry/event-sink.ts'
import type { Problem } from '../../../ledger/errors.ts'
import { contentOf } from './content.ts'
import type { Behaviour, BehaviourRequest } from './format.ts'
import { type SeenCall, scriptedBackends } from './scripted-backends.ts'
import { jwksText, tokensIn } from './tokens.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** What came of one request. */
export type Outcome = {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: string
  readonly exchange: Exchange
  readonly calls: readonly SeenCall[]
  readonly traced: readonly string[]
  readonly tookMs: number
  readonly events: readonly {
    readonly to: string
    readonly body: string
    readonly partitionKey?: string
  }[]
  readonly metrics: readonly string[]
}

export type BehaviourGateway = {
  readonly warnings: readonly Problem[]
  readonly clock: VirtualClock
  /** Starts a request; it ends as the clock's time passes. */
  send(request: BehaviourRequest): Promise<Outcome>
}

const own = [
  { status: 200, headers: {}, body: 'from the backend', afterMs: 0, bodyAfterMs: 0 },
] as const

/** The whole gateway but its sockets, with the clock and the backends of a behaviour document. */
export function gatewayOf(behaviour: Behaviour): BehaviourGateway {
  const content = contentOf(behaviour)
  const clock = virtualClock()
  const answers = { 'backend.example': own, ...withKeys(behaviour.answers) }
  const seen = { events: noEvents(), metrics: noMetrics() }
  const { pools, watch } = scriptedBackends(answers, clock)
  const tools = {
    clock,
    backends: compileBackends({ content, pools, clock }),
    counters: replicatedCounters({ holder: 'a#1', runId: '0123456789abcdef' }),
    concurrency: newConcurrency(),
    cache: regionCache({
      self: 'a',
      store: newCacheStore({ nowMs: clock.nowMs }),
      peers: {
        alivePeers: () => [],
        askEntry: () => Promise.resolve(undefined),
        tellEntry: () => undefined,
      },
      nowMs: clock.nowMs,
    }),
    openId: pulledOpenId(fetchJsonThrough(pools, clock, 10_000), clock),
    accessTokens: requestedTokens((request) => sendAlone({ pools, clock }, request), clock),
    events: recordedEvents(seen.events),
    customMetrics: recordedMetrics(seen.metrics),
  }
  const plans = compilePolicies({ content, tools, policies, isStrict: false })
  const admit = compileAdmission(content, plans)
  const withTokens = tokensIn(behaviour)

  async function handle(
    asked: BehaviourRequest,
  ): Promise<Omit<Outcome, 'calls' | 'events' | 'metrics'>> {
    const request = requestOf(asked, withTokens)
    const admission = admit(request)
    request.url.path = admission.path
    const traced: string[] = []
    const departure = new Departure()
    const startMs = clock.nowMs()
    if (asked.leavesAfterMs !== undefined) clock.after(asked.leavesAfterMs, () => departure.leave())
    const exchange = newExchange({
      requestId: 1,
      attempt: 1,
      receivedAtUs: clock.nowUs(),
      request: { ...request, matchedParameters: admission.matchedParameters },
      match: admission.match,
      product: admission.product,
      subscription: admission.subscription,
      isPreflight: admission.isPreflight,
      plan: admission.plan,
      deployment: { region: 'westeurope', serviceName: 's', gatewayId: 'managed', instanceId: 'i' },
      clock,
      random: () => 0.5,
      departure,
      trace: (source, message) => traced.push(`${source}: ${message}`),
    })
    const { status, reason, headers, body } = await runPipeline(
      exchange,
      admission.plan,
      admission.refused,
    )
    const whole = await buffered(body)
    const text = whole.kind === 'bytes' ? whole.bytes.toString('utf8') : ''
    const tookMs = clock.nowMs() - startMs
    return { status, reason, headers, body: text, exchange, traced, tookMs }
  }

  return {
    warnings: plans.warnings,
    clock,
    async send(request) {
      const from = { events: seen.events.length, metrics: seen.metrics.length }
      const { result, calls } = watch(() => handle(request))
      const outcome = { ...(await result), calls }
      const events = seen.events.slice(from.events)
      return { ...outcome, events, metrics: seen.metrics.slice(from.metrics) }
    },
  }
}

const noEvents = (): Outcome['events'][number][] => []
const noMetrics = (): string[] => []

function recordedEvents(events: Outcome['events'][number][]): EventSink {
  return {
    isOpen: true,
    send: (to, { body, partitionKey }) =>
      void events.push({ to, body, ...(partitionKey === undefined ? {} : { partitionKey }) }),
  }
}

function recordedMetrics(metrics: string[]): CustomMetrics {
  return {
    metric: (namespace, name, dimensions) => (value, values) => {
      const told = dimensions.map((dimension, index) => ` ${dimension}=${values[index]}`)
      metrics.push(`${namespace}: ${name} ${value}${told.join('')}`)
    },
  }
}

function withKeys(answers: Behaviour['answers']): Behaviour['answers'] {
  return Object.fromEntries(
    Object.entries(answers).map(([host, script]) => [
      host,
      script.map((answer) => ({ ...answer, body: answer.body.replace('$jwks', jwksText) })),
    ]),
  )
}

function requestOf(
  { method, url: given, host, ip, headers, body }: BehaviourRequest,
  withTokens: (text: string) => string,
) {
  const target = withTokens(given)
  const list = new HeaderList()
  list.set('Host', host)
  for (const [name, values] of Object.entries(headers))
    list.set(name, ...[values].flat().map(withTokens))
  const question = target.indexOf('?')
  const rawQuery = question < 0 ? '' : target.slice(question + 1)
  const originalUrl = {
    scheme: 'https',
    host,
    port: 443,
    path: question < 0 ? target : target.slice(0, question),
    query: parseQuery(rawQuery),
    rawQuery,
  }
  return {
    method,
    url: { ...originalUrl, query: parseQuery(rawQuery) },
    originalUrl,
    headers: list,
    ipAddress: ip,
    body: body === undefined ? emptyBody : bodyOfText(body),
  }
}
