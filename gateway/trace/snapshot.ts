import type { Body, Exchange, GatewayResponse, UrlParts } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import { queryStringOf } from '../pipeline/query.ts'
import { toText, typeNameOf } from '../policy/expressions/convert.ts'
import type { Value } from '../policy/expressions/value.ts'
import { ResponseView } from '../policy/expressions/values/exchange.ts'
import type { Change } from './trace.ts'

/** All of an exchange that policies change, as it was at one moment. */
export type Snapshot = {
  readonly method: string
  readonly url: string
  readonly requestHeaders: Headers
  readonly requestBody: Body
  readonly response: GatewayResponse | undefined
  readonly status: number | undefined
  readonly responseHeaders: Headers
  readonly responseBody: Body | undefined
  readonly variables: ReadonlyMap<string, Value>
  readonly backend: string
  readonly backendStatus: number
  readonly backendAttempts: number
  readonly backendUs: number
  readonly cache: Exchange['cache']
}

/** By lower-case name. */
type Headers = ReadonlyMap<string, { readonly name: string; readonly value: string }>

export function snapshotOf(exchange: Exchange): Snapshot {
  const { request, response, backend } = exchange
  return {
    method: request.method,
    url: urlOf(request.url),
    requestHeaders: headersOf(request.headers),
    requestBody: request.body,
    response,
    status: response?.status,
    responseHeaders: headersOf(response?.headers),
    responseBody: response?.body,
    variables: new Map(exchange.variables),
    backend:
      backend === undefined
        ? ''
        : backend.kind === 'url'
          ? backend.baseUrl
          : `entity ${backend.backendId}`,
    backendStatus: exchange.backendStatus,
    backendAttempts: exchange.backendAttempts,
    backendUs: exchange.backendUs,
    cache: exchange.cache,
  }
}

/** What happened to an exchange between two moments. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  const changes: Change[] = []
  if (after.method !== before.method) {
    changes.push({ kind: 'method', value: after.method, before: before.method })
  }
  if (after.url !== before.url) changes.push({ kind: 'url', value: after.url, before: before.url })
  if (after.backend !== before.backend) {
    const was = before.backend === '' ? {} : { before: before.backend }
    changes.push({ kind: 'backend', value: after.backend, ...was })
  }
  changes.push(...headerChanges('request', before.requestHeaders, after.requestHeaders))
  changes.push(...bodyChange('request', before.requestBody, after.requestBody))
  changes.push(...variableChanges(before.variables, after.variables))
  if (after.cache !== before.cache && after.cache !== 'none') {
    changes.push({ kind: 'cache', value: after.cache })
  }
  if (after.backendAttempts !== before.backendAttempts) {
    changes.push({
      kind: 'call',
      status: after.response === before.response ? 0 : after.backendStatus,
      attempts: after.backendAttempts - before.backendAttempts,
      durationUs: Math.round(after.backendUs - before.backendUs),
    })
  }
  if (after.status !== undefined && after.status !== before.status) {
    const was = before.status === undefined ? {} : { before: before.status }
    changes.push({ kind: 'status', value: after.status, ...was })
  }
  changes.push(...headerChanges('response', before.responseHeaders, after.responseHeaders))
  changes.push(...bodyChange('response', before.responseBody, after.responseBody))
  return changes
}

/** Path and query as they are now. */
function urlOf({ path, query, rawQuery }: UrlParts): string {
  const text = rawQuery ?? queryStringOf(query)
  return text === '' ? path : `${path}?${text}`
}

function headersOf(headers: HeaderList | undefined): Headers {
  const found = new Map<string, { name: string; value: string }>()
  headers?.forEach((name, lower, values) => {
    found.set(lower, { name, value: values.join(', ') })
  })
  return found
}

function* headerChanges(
  of: 'request' | 'response',
  before: Headers,
  after: Headers,
): Generator<Change> {
  for (const [lower, { name, value }] of after) {
    const was = before.get(lower)?.value
    if (was === value) continue
    yield { kind: 'header', of, name, value, ...(was === undefined ? {} : { before: was }) }
  }
  for (const [lower, { name, value }] of before) {
    if (!after.has(lower)) yield { kind: 'header', of, name, before: value }
  }
}

function bodyChange(
  of: 'request' | 'response',
  before: Body | undefined,
  after: Body | undefined,
): readonly Change[] {
  if (after === undefined || after === before) return []
  if (after.kind === 'stream') return [{ kind: 'body', of, value: 'streamed' }]
  if (after.kind === 'bytes') return [{ kind: 'body', of, value: after.bytes.length }]
  // A response without a body is no news; one whose body went away is.
  if (before === undefined || before.kind === 'empty') return []
  return [{ kind: 'body', of, value: 0 }]
}

function* variableChanges(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): Generator<Change> {
  for (const [name, value] of after) {
    if (before.has(name) && before.get(name) === value) continue
    yield { kind: 'variable', name, value: shown(value), type: typeNameOf(value) }
  }
  for (const name of before.keys()) if (!after.has(name)) yield { kind: 'variable', name }
}

function shown(value: Value): string {
  // What send-request brought: its type alone would say nothing.
  if (value instanceof ResponseView) return `a response with status ${value.response.status}`
  return toText(value)
}
