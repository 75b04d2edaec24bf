import { Departure } from '../../../../../gateway/pipeline/departure.ts'
import type { Exchange, GatewayResponse } from '../../../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../../../gateway/pipeline/headers.ts'
import { toText } from '../../../../../gateway/policy/expressions/convert.ts'
import { ExpressionError } from '../../../../../gateway/policy/expressions/error.ts'
import { compileExpression } from '../../../../../gateway/policy/expressions/expression.ts'
import type { Value } from '../../../../../gateway/policy/expressions/value.ts'
import { apiOf, operationOf } from '../../in-memory.ts'

const body =
  '{"a":1,"s":"x","d":"2020-01-02T03:04:05","n":null,"b":true,"f":1.0,"l":[1,2,3],"o":{"k":"v"}}'

/** 2020-01-02 03:04:05 UTC. */
const nowUnixMs = 1_577_934_245_000

export function exchangeOf(variables: Readonly<Record<string, Value>> = {}): Exchange {
  const url = {
    scheme: 'https',
    host: 'api.example.com',
    port: 443,
    path: '/orders/7',
    query: new Map([['a', ['1', '2']]]),
  }
  const operation = operationOf('get', { urlTemplate: '/{id}' })
  const headers = HeaderList.fromRaw(['X-A', '1', 'x-a', '2', 'Authorization', 'Basic dTpwOnE='])
  const bytes = Buffer.from(body)
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    requestId: 1,
    attempt: 1,
    receivedAtUs: 0,
    receivedAtMs: 0,
    elapsedMs: () => 12.5,
    unixMs: () => nowUnixMs,
    random: () => 0.5,
    request: {
      method: 'GET',
      url,
      originalUrl: url,
      headers,
      matchedParameters: new Map([['id', '7']]),
      ipAddress: '10.0.0.1',
      body: { kind: 'bytes', bytes },
    },
    response: undefined,
    variables: new Map(Object.entries(variables)),
    api: apiOf([operation]),
    operation,
    product: undefined,
    subscription: undefined,
    deployment: {
      region: 'westeurope',
      serviceName: 'svc',
      gatewayId: 'managed',
      instanceId: 'westeurope-1-0',
    },
    lastError: undefined,
    attribution: { layer: 'none', policy: '', scope: '', section: '', reason: '' },
    backend: undefined,
    cache: 'none',
    backendStatus: 0,
    backendAttempts: 0,
    backendUs: 0,
    needsResponseBody: false,
    isPreflight: false,
    beforeSend: [],
    trace: () => undefined,
    signal: new AbortController().signal,
    departure: new Departure(),
  }
}

export function responseOf(status: number, text: string): GatewayResponse {
  const bytes = Buffer.from(text)
  return { status, reason: 'OK', headers: new HeaderList(), body: { kind: 'bytes', bytes } }
}

export function compiled(source: string) {
  return compileExpression(source, { document: { file: 'p.xml', xml: source }, offset: 0 })
}

/** The value as text, `null` for null, or `!` and the exception's type. */
export function resultOf(source: string, exchange = exchangeOf({ x: 'y', n: 5, o: 1n })): string {
  try {
    const value = compiled(source).evaluate(exchange)
    return value === null ? 'null' : toText(value)
  } catch (error) {
    if (error instanceof ExpressionError) return `!${error.type}`
    throw error
  }
}
