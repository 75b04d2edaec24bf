import { newEpochNs } from '../../ledger/clock.ts'
import type { Problem } from '../../ledger/errors.ts'
import type { HostEndpoint } from '../../ledger/launch/gateway.ts'
import { type RevisionContent, revisionOf } from '../../ledger/revision.ts'
import { type Clock, systemClock } from '../clock.ts'
import { loadArtifacts } from '../config/load-artifacts.ts'
import type { KeysOf } from '../config/subscriptions.ts'
import type { Vault } from '../config/vault.ts'
import { localConnectTimeoutMs, openLocalInstance } from '../local-instance.ts'
import { bodyOfText, buffered } from '../pipeline/body.ts'
import { HeaderList } from '../pipeline/headers.ts'
import { parseQuery } from '../pipeline/query.ts'
import { type Route, routesOf } from '../route-table.ts'
import { compileRouter } from '../routing/router.ts'
import { ignoredMetrics } from '../telemetry/custom-metrics.ts'
import { closedSink } from '../telemetry/event-sink.ts'
import type { RequestTrace } from '../trace/trace.ts'
import type { ArrivedRequest } from '../transport/read-request.ts'
import { EchoPools } from './echo-pools.ts'

/** A request as a person writes it down. */
export type GivenRequest = {
  /** In any case. */
  readonly method: string
  /** `/orders/1?full=true`, or a whole URL. */
  readonly url: URL
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | undefined
  /** Its key is sent as the API wants it; absent: no key beside the headers. */
  readonly subscription: string | undefined
}

export type ExplainOptions = {
  /** APIOps artifact folder. */
  readonly folder: string
  readonly request: GivenRequest
  /** Where host names of backends lead; an echo answers for all others. */
  readonly hosts: Readonly<Record<string, HostEndpoint>>
  readonly namedValues: Readonly<Record<string, string>>
  readonly keysOf: KeysOf
  /** Secrets that named values and certificates refer to. */
  readonly vault?: Vault | undefined
  readonly isStrict: boolean
  readonly clock?: Clock
}

export type Explanation = {
  readonly trace: RequestTrace
  /** What the client would have got; secrets are masked. */
  readonly body: string
  /** All that could have been called. */
  readonly routes: readonly Route[]
  readonly subscriptions: readonly string[]
  readonly warnings: readonly Problem[]
}

/**
 * Runs one request through a configuration in this process, without a listener, and tells what
 * each policy did. Throws a GatedrillError for a folder that cannot be served.
 */
export async function explainRequest(options: ExplainOptions): Promise<Explanation> {
  const { folder, request, hosts, namedValues, keysOf, vault, isStrict } = options
  const { content, warnings } = await loadArtifacts(folder, { namedValues, keysOf, vault })
  const clock = options.clock ?? systemClock(newEpochNs())
  await using instance = openLocalInstance({
    clock,
    hosts,
    pools: new EchoPools({ clock, hosts, connectTimeoutMs: localConnectTimeoutMs }),
    events: closedSink,
    customMetrics: ignoredMetrics,
    witness: () => undefined,
    circuitChanged: () => undefined,
    isStrict,
    defect: () => undefined,
  })
  instance.apply(revisionOf(1, content))
  const { trace, response, hidden } = await instance.explain(arrivedOf(request, content))
  const whole = await buffered(response.body)
  return {
    trace,
    body: whole.kind === 'bytes' ? hidden(whole.bytes.toString('utf8')) : '',
    routes: routesOf(content),
    subscriptions: content.subscriptions.map(({ id }) => id),
    warnings: [...warnings, ...instance.warnings],
  }
}

function arrivedOf(request: GivenRequest, content: RevisionContent): ArrivedRequest {
  const { method, url, body } = request
  const rawQuery = url.search.slice(1)
  const scheme = url.protocol.slice(0, -1)
  const usualPort = scheme === 'https' ? 443 : 80
  const originalUrl = {
    scheme,
    host: url.hostname,
    port: url.port === '' ? usualPort : Number(url.port),
    path: url.pathname,
    query: parseQuery(rawQuery),
    rawQuery,
  }
  return {
    method: method.toUpperCase(),
    url: { ...originalUrl, query: parseQuery(rawQuery) },
    originalUrl,
    headers: headersOf(request, content),
    matchedParameters: new Map(),
    ipAddress: '127.0.0.1',
    body: bodyOfText(body ?? ''),
  }
}

function headersOf(request: GivenRequest, content: RevisionContent): HeaderList {
  const { url, headers, body, subscription: id } = request
  const list = new HeaderList()
  list.set('Host', url.host)
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'host') list.set(name, value)
    else list.append(name, value)
  }
  if (body !== undefined) list.set('Content-Length', String(Buffer.byteLength(body)))
  const subscription = content.subscriptions.find((one) => one.id === id)
  if (subscription === undefined) return list
  // Each API may want the key under a name of its own.
  const query = parseQuery(url.search.slice(1))
  const api = compileRouter(content).findApi(url.pathname, query, list)
  if (api !== undefined) list.set(api.subscriptionKeyHeader, subscription.primaryKey)
  return list
}
