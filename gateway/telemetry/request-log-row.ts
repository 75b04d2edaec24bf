import type { Diagnostic, LoggedMessage } from '../../ledger/entities.ts'
import type { Exchange, UrlParts } from '../pipeline/exchange.ts'
import { isSensitiveName } from '../trace/mask.ts'
import type { Capture } from './captured-body.ts'
import type { KeptMessage, LoggedRequest, Severity } from './logged-request.ts'

/** One request as the service's own table has it; what is not known is left out. */
export type LogRow = Readonly<Record<string, unknown>>

const maskText = '***'
const levels: readonly Severity[] = ['verbose', 'information', 'error']

/**
 * The row of one diagnostic: its headers, bytes and masks, and traces of its verbosity. Credentials
 * are masked whether it says so or not. Source: APIM, gateway-log-schema (ApiManagementGatewayLogs).
 */
export function rowOf(
  diagnostic: Diagnostic,
  log: Pick<LoggedRequest, 'request' | 'response' | 'call' | 'traces'>,
  exchange: Exchange,
  endedAtUs: number,
): LogRow {
  const { request, response, api, lastError } = exchange
  const { frontend, backend } = diagnostic
  const status = response?.status ?? 0
  const totalMs = (endedAtUs - exchange.receivedAtUs) / 1_000
  const level = levels.indexOf(diagnostic.verbosity)
  const traces = log.traces.filter(({ severity }) => levels.indexOf(severity) >= level)
  const hidden = credentialsOf(exchange)
  return {
    TimeGenerated: new Date(exchange.unixMs() - exchange.elapsedMs()).toISOString(),
    CorrelationId: exchange.id,
    Region: exchange.deployment.region,
    IsRequestSuccess: status >= 200 && status < 400,
    Category: 'GatewayLogs',
    TotalTime: Math.round(totalMs),
    Method: request.method,
    Url: urlOf(request.originalUrl, frontend?.request, hidden),
    ...(diagnostic.logsClientIp === true ? { CallerIpAddress: request.ipAddress } : {}),
    ResponseCode: status,
    Cache: exchange.cache,
    ...backendColumns(exchange, log, backend, hidden),
    ApiId: api?.id,
    ApiRevision: api?.revision,
    OperationId: exchange.operation?.id,
    ProductId: exchange.product?.id,
    UserId: exchange.subscription?.ownerId,
    ApimSubscriptionId: exchange.subscription?.id,
    WorkspaceId: api?.workspaceId,
    ...(lastError === undefined
      ? {}
      : {
          LastErrorMessage: lastError.message,
          LastErrorReason: lastError.reason,
          LastErrorScope: lastError.scope,
          LastErrorSection: lastError.section,
          LastErrorSource: lastError.source,
        }),
    ...(traces.length === 0 ? {} : { TraceRecords: traces }),
    ...messageColumns('Request', log.request, frontend?.request, hidden),
    ...messageColumns('Response', log.response, frontend?.response, hidden),
  }
}

function backendColumns(
  exchange: Exchange,
  { call }: Pick<LoggedRequest, 'call'>,
  wants: Diagnostic['backend'],
  hidden: Credentials,
): LogRow {
  if (call === undefined) return {}
  const { backend } = exchange
  const url = URL.parse(call.url)
  return {
    BackendMethod: call.method,
    BackendUrl: url === null ? call.url : urlOf(partsOf(url), wants?.request, hidden),
    BackendResponseCode: exchange.backendStatus === 0 ? undefined : exchange.backendStatus,
    BackendTime: Math.round(exchange.backendUs / 1_000),
    BackendId: backend?.kind === 'entity' ? backend.backendId : undefined,
    ...messageColumns('BackendRequest', call.request, wants?.request, hidden),
    ...(call.response === undefined
      ? {}
      : messageColumns('BackendResponse', call.response, wants?.response, hidden)),
  }
}

function messageColumns(
  name: string,
  kept: KeptMessage,
  wants: LoggedMessage | undefined,
  hidden: Credentials,
): LogRow {
  if (wants === undefined) return {}
  const modes = new Map(wants.maskedHeaders.map((mask) => [mask.name.toLowerCase(), mask.mode]))
  const wanted = new Map(wants.headers.map((header) => [header.toLowerCase(), header]))
  const headers = kept.headers.flatMap(([header, value]) => {
    const lower = header.toLowerCase()
    const spelled = wanted.get(lower)
    if (spelled === undefined || modes.get(lower) === 'hide') return []
    const isMasked = modes.has(lower) || isSensitiveName(lower) || lower === hidden.header
    return [[spelled, isMasked ? maskText : value]]
  })
  return {
    ...(headers.length === 0 ? {} : { [`${name}Headers`]: Object.fromEntries(headers) }),
    ...(wants.bodyBytes === 0 ? {} : { [`${name}Body`]: textOf(kept.body, wants.bodyBytes) }),
    ...(wants.bodyBytes === 0 ? {} : { [`${name}Size`]: kept.body.bytes }),
  }
}

function textOf({ head }: Capture, bytesMax: number): string {
  return head.subarray(0, bytesMax).toString('utf8')
}

/** Where a subscription key may stand, in lower case. */
type Credentials = { readonly header: string; readonly query: string }

function credentialsOf({ api }: Exchange): Credentials {
  return {
    header: (api?.subscriptionKeyHeader ?? 'Ocp-Apim-Subscription-Key').toLowerCase(),
    query: (api?.subscriptionKeyQuery ?? 'subscription-key').toLowerCase(),
  }
}

type Address = Pick<UrlParts, 'scheme' | 'host' | 'path' | 'rawQuery'>

function partsOf({ protocol, host, pathname, search }: URL): Address {
  return { scheme: protocol.slice(0, -1), host, path: pathname, rawQuery: search.slice(1) }
}

function urlOf(
  { scheme, host, path, rawQuery = '' }: Address,
  wants: LoggedMessage | undefined,
  hidden: Credentials,
): string {
  const modes = new Map(wants?.maskedQuery.map((mask) => [mask.name.toLowerCase(), mask.mode]))
  const shown = rawQuery.split('&').flatMap((pair) => {
    const name = pair.split('=')[0] ?? ''
    const lower = name.toLowerCase()
    if (modes.get(lower) === 'hide') return []
    const isMasked = modes.has(lower) || isSensitiveName(lower) || lower === hidden.query
    return [isMasked ? `${name}=${maskText}` : pair]
  })
  const query = shown.filter((pair) => pair !== '').join('&')
  return `${scheme}://${host}${path}${query === '' ? '' : `?${query}`}`
}
