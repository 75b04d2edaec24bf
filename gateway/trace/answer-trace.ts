import { serviceTraceOf } from './service-trace.ts'
import type { TraceDesk } from './trace-desk.ts'

/** A request for a trace. */
export type TraceAsked = {
  readonly method: string | undefined
  /** Path and query. */
  readonly url: string
  /** `Apim-Debug-Authorization`. */
  readonly token: string | readonly string[] | undefined
}

/**
 * Answers `GET <tracePath>?id=...` with the trace as JSON, in the service's own shape with
 * `format=service`. The caller shows a debug token, or the signature that stands in
 * `Ocp-Apim-Trace-Location`.
 */
export function answerTrace(
  desk: TraceDesk,
  { method, url, token }: TraceAsked,
): { readonly status: number; readonly json: string } {
  if (method !== 'GET') return said(405, 'a trace is fetched with GET')
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const signature = query.get('sn')
  const found = desk.find(query.get('id') ?? '', {
    ...(typeof token === 'string' && { token }),
    ...(signature !== null && { signature }),
  })
  if (found === 'forbidden') {
    return said(401, 'show a debug token of the API of this trace that has not expired')
  }
  if (found === 'unknown') {
    return said(404, 'no such trace here: an instance keeps its last 100, for an hour')
  }
  const json = query.get('format') === 'service' ? serviceTraceOf(found) : found
  return { status: 200, json: JSON.stringify(json) }
}

function said(statusCode: number, message: string) {
  return { status: statusCode, json: JSON.stringify({ statusCode, message }) }
}
