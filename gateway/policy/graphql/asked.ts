import { isRecord } from '../../config/json-schema-example.ts'
import { bodyOfText } from '../../pipeline/body.ts'
import type { GatewayRequest } from '../../pipeline/exchange.ts'
import { mediaTypeOf } from '../validation/content-types.ts'

/** What a request asks of a GraphQL API, and how to ask for something else in its place. */
export type Asked = {
  readonly query: string
  readonly operationName: string | undefined
  /** Of the body, or of the query in a GET. */
  readonly bytes: number
  /** Puts another document into the request. */
  change(query: string): void
}

/**
 * Reads a request: JSON in a POST, `application/graphql` with the document alone, or a GET with it
 * in its query. A text says why it is none. Source: GraphQL over HTTP, 5.
 */
export function askedOf(request: GatewayRequest): Asked | string {
  return request.method === 'GET' ? ofQuery(request) : ofBody(request)
}

function ofQuery({ url }: GatewayRequest): Asked | string {
  const query = url.query.get('query')?.[0]
  if (query === undefined) return 'The request has no query.'
  return {
    query,
    operationName: url.query.get('operationName')?.[0],
    bytes: Buffer.byteLength(query),
    change(changed) {
      url.query.set('query', [changed])
      url.rawQuery = undefined
    },
  }
}

function ofBody(request: GatewayRequest): Asked | string {
  const { body, headers } = request
  const bytes = body.kind === 'bytes' ? body.bytes.length : 0
  const text = body.kind === 'bytes' ? body.bytes.toString('utf8') : ''
  if (mediaTypeOf(headers.first('Content-Type')) === 'application/graphql') {
    const change = (changed: string) => {
      request.body = bodyOfText(changed)
    }
    return { query: text, operationName: undefined, bytes, change }
  }
  const read = parsed(text)
  if (!isRecord(read)) return 'The body is no JSON object with a query.'
  const { query, operationName } = read
  if (typeof query !== 'string') return 'The body has no query.'
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    bytes,
    change(changed) {
      request.body = bodyOfText(JSON.stringify({ ...read, query: changed }))
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
