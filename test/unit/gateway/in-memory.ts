import type { X509Certificate } from 'node:crypto'
import type {
  BackendAnswer,
  BackendCaller,
  BackendFailure,
  ForwardOptions,
  SideRequest,
} from '../../../gateway/backends/call.ts'
import { noCache } from '../../../gateway/cache/no-cache.ts'
import type { Clock } from '../../../gateway/clock.ts'
import { newConcurrency } from '../../../gateway/counters/concurrency.ts'
import { compileAdmission } from '../../../gateway/pipeline/admit.ts'
import { bodyOfText, buffered, emptyBody } from '../../../gateway/pipeline/body.ts'
import { Departure } from '../../../gateway/pipeline/departure.ts'
import type { Exchange, UrlParts } from '../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../gateway/pipeline/headers.ts'
import { newExchange } from '../../../gateway/pipeline/new-exchange.ts'
import { parseQuery } from '../../../gateway/pipeline/query.ts'
import { newResponse } from '../../../gateway/pipeline/response.ts'
import { runPipeline } from '../../../gateway/pipeline/run.ts'
import { compilePolicies } from '../../../gateway/policy/compile.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import type { Tools } from '../../../gateway/policy/tools.ts'
import { ignoredMetrics } from '../../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../../gateway/telemetry/event-sink.ts'
import type { Revision, RevisionContent } from '../../../ledger/revision.ts'

type Api = RevisionContent['apis'][number]
type Operation = Api['operations'][number]

/** A clock that moves only when it is told to; waits are noted and end at once. */
export function fakeClock(startUnixMs = 1_700_000_000_000) {
  let nowMs = 0
  const waitsMs: number[] = []
  const clock: Clock = {
    nowUs: () => nowMs * 1_000,
    unixMs: () => startUnixMs + nowMs,
    after(delayMs, call) {
      waitsMs.push(delayMs)
      nowMs += delayMs
      queueMicrotask(call)
      return () => undefined
    },
  }
  return { clock, waitsMs, advance: (ms: number) => (nowMs += ms) }
}

export const document = (xml: string, file = 'policy.xml') => ({ file, xml })

export function operationOf(id: string, more: Partial<Operation> = {}): Operation {
  const examples = { path: {}, query: {} }
  return { id, name: id, method: 'GET', urlTemplate: `/${id}`, examples, ...more }
}

export function apiOf(operations: readonly Operation[], more: Partial<Api> = {}): Api {
  return {
    id: 'orders',
    name: 'Orders',
    path: 'orders',
    revision: '1',
    isCurrent: true,
    serviceUrl: 'https://backend.example/base',
    isSubscriptionRequired: false,
    subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
    subscriptionKeyQuery: 'subscription-key',
    operations: [...operations],
    ...more,
  }
}

export function contentOf(more: Partial<RevisionContent> = {}): Revision['content'] {
  return {
    source: 'memory',
    apis: [],
    products: [],
    subscriptions: [],
    backends: [],
    namedValues: [],
    fragments: [],
    versionSets: [],
    ...more,
  }
}

/** What a backend in memory was called with. */
export type Called = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, readonly string[]>>
  readonly headers: HeaderList
  readonly body: string
  readonly target: Exchange['backend']
  readonly options: ForwardOptions
}

export type BackendSays =
  | {
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
      /** In the place of a body that is text. */
      readonly bytes?: Buffer
    }
  | { readonly failure: BackendFailure['reason'] }

export type WorldOptions = {
  /** One answer for each call, the last one for all that follow. */
  readonly backend?: readonly BackendSays[]
  /** The same for requests that policies make. */
  readonly beside?: readonly BackendSays[]
  readonly isStrict?: boolean
  readonly tools?: Partial<Tools>
  readonly clock?: Clock
}

export type Asked = {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly ipAddress?: string
  readonly clientCertificate?: X509Certificate
  readonly isClientCertificateTrusted?: boolean
}

/** A gateway without sockets: policies and pipeline are real, backends answer from a list. */
export function gatewayOf(content: Revision['content'], options: WorldOptions = {}) {
  const { backend = [{ status: 200, body: 'from the backend' }], isStrict = false } = options
  const { clock, waitsMs } = fakeClock()
  const calls: Called[] = []
  const sent: SideRequest[] = []
  const { beside = [{ status: 200 }] } = options
  const backends: BackendCaller = {
    async send(request) {
      sent.push(request)
      return answerOf(beside[Math.min(sent.length, beside.length) - 1] ?? { status: 200 })
    },
    sendTo: unused,
    hasEntity: (id) => content.backends.some((entity) => entity.id === id),
    async forward(exchange, forwardOptions) {
      calls.push(await calledOf(exchange, forwardOptions))
      exchange.backendAttempts += 1
      return answerOf(backend[Math.min(calls.length, backend.length) - 1] ?? { status: 200 })
    },
  }
  const noLimit = () => ({ hit: unused, take: unused, peek: unused, add: unused })
  const tools: Tools = {
    clock: options.clock ?? clock,
    backends,
    counters: { rate: noLimit, slidingWindow: noLimit, fixedWindow: noLimit },
    concurrency: newConcurrency(),
    cache: noCache,
    openId: { issuerOf: unused, pullAgain: unused },
    accessTokens: { tokenFor: unused },
    events: closedSink,
    customMetrics: ignoredMetrics,
    ...options.tools,
  }
  const plans = compilePolicies({ content, tools, policies, isStrict })
  const admit = compileAdmission(content, plans)

  async function send(asked: Asked) {
    const request = requestOf(asked)
    const admission = admit(request)
    request.url.path = admission.path
    const traced: string[] = []
    const exchange = newExchange({
      requestId: 1,
      attempt: 1,
      receivedAtUs: tools.clock.nowUs(),
      request: { ...request, matchedParameters: admission.matchedParameters },
      match: admission.match,
      product: admission.product,
      subscription: admission.subscription,
      isPreflight: admission.isPreflight,
      plan: admission.plan,
      deployment: { region: 'westeurope', serviceName: 's', gatewayId: 'g', instanceId: 'i' },
      clock: tools.clock,
      random: () => 0.5,
      departure: new Departure(),
      trace: (source, message) => traced.push(`${source}: ${message}`),
    })
    const response = await runPipeline(exchange, admission.plan, admission.refused)
    const body = await buffered(response.body)
    const text = body.kind === 'bytes' ? body.bytes.toString('utf8') : ''
    return {
      status: response.status,
      reason: response.reason,
      headers: response.headers,
      text,
      exchange,
      traced,
    }
  }
  return { send, calls, sent, waitsMs, warnings: plans.warnings, plans }
}

/** One API with one GET operation `/orders/item/{id}` that runs these documents. */
export function gatewayWith(
  sections: { readonly api?: string; readonly operation?: string; readonly global?: string },
  options: WorldOptions & { readonly content?: Partial<RevisionContent> } = {},
) {
  const operation = operationOf('item', {
    urlTemplate: '/item/{id}',
    ...(sections.operation === undefined
      ? {}
      : { policy: document(sections.operation, 'operation.xml') }),
  })
  const post = operationOf('create', { method: 'POST', urlTemplate: '/item' })
  const api = apiOf(
    [operation, post],
    sections.api === undefined ? {} : { policy: document(sections.api, 'api.xml') },
  )
  const global =
    sections.global === undefined ? {} : { globalPolicy: document(sections.global, 'global.xml') }
  return gatewayOf(contentOf({ apis: [api], ...global, ...options.content }), options)
}

export const inbound = (xml: string) => `<policies><inbound><base />${xml}</inbound></policies>`
export const outbound = (xml: string) => `<policies><outbound><base />${xml}</outbound></policies>`

function requestOf(asked: Asked) {
  const { method = 'GET', path, headers = {}, body, ipAddress = '10.0.0.7' } = asked
  const list = new HeaderList()
  list.set('Host', 'gateway.example')
  for (const [name, value] of Object.entries(headers)) list.set(name, value)
  const originalUrl = urlOf(path)
  return {
    method,
    url: { ...originalUrl, query: parseQuery(originalUrl.rawQuery ?? '') },
    originalUrl,
    headers: list,
    ipAddress,
    clientCertificate: asked.clientCertificate,
    isClientCertificateTrusted: asked.isClientCertificateTrusted,
    body: body === undefined ? emptyBody : bodyOfText(body),
  }
}

function urlOf(target: string): UrlParts {
  const [path = '', rawQuery = ''] = target.split('?')
  return {
    scheme: 'http',
    host: 'gateway.example',
    port: 80,
    path,
    query: parseQuery(rawQuery),
    rawQuery,
  }
}

async function calledOf({ request, backend }: Exchange, options: ForwardOptions): Promise<Called> {
  const body = await buffered(request.body)
  return {
    method: request.method,
    path: request.url.path,
    query: Object.fromEntries(request.url.query),
    headers: request.headers.copy(),
    body: body.kind === 'bytes' ? body.bytes.toString('utf8') : '',
    target: backend,
    options,
  }
}

function answerOf(says: BackendSays): BackendAnswer | BackendFailure {
  if ('failure' in says) return { kind: 'failure', reason: says.failure, message: 'it is down' }
  const response = newResponse(says.status)
  for (const [name, value] of Object.entries(says.headers ?? {})) response.headers.set(name, value)
  response.body =
    says.bytes === undefined ? bodyOfText(says.body ?? '') : { kind: 'bytes', bytes: says.bytes }
  return { kind: 'answer', response }
}

function unused(): never {
  throw new Error('this test has none of it')
}
