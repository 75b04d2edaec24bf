import http, { type BatchRequest, type ObjectBatchRequest, type RequestBody } from 'k6/http'
import {
  elsewhere,
  type GivenParams,
  marked,
  markOf,
  paramsOf,
  populationOf,
  takeIds,
  type Url,
} from './marks.ts'

/*
 * Stands in the place of `k6/http` in a bundled script, which need not know of it. Every request to
 * the gateway gets the ids of the run, so that the ledgers of client, gateway and backend join: in
 * `traceparent` for the others, and as metadata of k6 for its own output.
 */

// Everything that is not replaced below is k6's own.
export * from 'k6/http'

type Body = RequestBody | null | undefined

/** One request; `send` makes it with the parameters that it is given. */
function single<Response>(
  url: Url,
  given: GivenParams,
  send: (params: GivenParams) => Response,
): Response {
  const population = populationOf(url)
  if (population < 0) return marked(elsewhere, () => send(given))
  const requestId = takeIds(1)
  return marked(markOf(requestId, population), () => send(paramsOf(given, requestId)))
}

export function request(method: string, url: Url, body?: Body, params?: GivenParams) {
  return single(url, params, (own) => http.request(method, url, body, own))
}

export function asyncRequest(method: string, url: Url, body?: Body, params?: GivenParams) {
  return single(url, params, (own) => http.asyncRequest(method, url, body, own))
}

export function get(url: Url, params?: GivenParams) {
  return request('GET', url, null, params)
}

export function head(url: Url, params?: GivenParams) {
  return request('HEAD', url, null, params)
}

const withBody = (method: string) => (url: Url, body?: Body, params?: GivenParams) =>
  request(method, url, body, params)

export const del = withBody('DELETE')
export const options = withBody('OPTIONS')
export const patch = withBody('PATCH')
export const post = withBody('POST')
export const put = withBody('PUT')

/** All share one mark; which of them each is, a tag says, that has few values. */
export function batch(requests: BatchRequest[] | Record<string, BatchRequest>) {
  const entries = Object.entries(requests)
  const firstId = takeIds(entries.length)
  const own = entries.map(([, given], index) => batched(partsOf(given), firstId, index))
  return marked(markOf(firstId, 0), () =>
    Array.isArray(requests)
      ? http.batch(own)
      : http.batch(Object.fromEntries(entries.map(([name], index) => [name, own[index] ?? '']))),
  )
}

/** One of a batch, in each of the shapes that k6 takes, as an object. */
function partsOf(given: BatchRequest): ObjectBatchRequest {
  if (Array.isArray(given)) {
    const [method, url, body = null, params = null] = given
    return { method, url, body, params }
  }
  // A URL of `http.url` is an object too.
  if (typeof given === 'string' || !('method' in given)) return { method: 'GET', url: given }
  return given
}

function batched(parts: ObjectBatchRequest, firstId: number, index: number): ObjectBatchRequest {
  const { url, params: given } = parts
  const population = populationOf(url)
  const params = population < 0 ? { ...given } : paramsOf(given, firstId + index)
  const gatedrill = population < 0 ? elsewhere : `${index}:${population}`
  return { ...parts, params: { ...params, tags: { ...params.tags, gatedrill } } }
}

// Scripts see it untyped: they are bundled, and checked against k6's own types if at all.
const own: Readonly<Record<string, unknown>> = {
  ...http,
  request,
  asyncRequest,
  get,
  head,
  del,
  options,
  patch,
  post,
  put,
  batch,
}

export default own
