import type { BackendEntity } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import { buffered } from '../pipeline/body.ts'
import { Attempt } from './attempt.ts'
import { baseUrlOf } from './base-url.ts'
import type { BackendAnswer, BackendFailure, SideRequest } from './call.ts'
import type { BackendPools } from './pools.ts'
import { isHopByHop } from './request-head.ts'

type Connections = { readonly pools: BackendPools; readonly clock: Clock }

/**
 * Sends a request that is not the exchange's own and takes the whole response. Its time runs from
 * here to the last byte. `tls` is of a backend whose certificate is not checked as others are.
 */
export async function sendAlone(
  { pools, clock }: Connections,
  request: SideRequest,
  tls?: BackendEntity['tls'],
): Promise<BackendAnswer | BackendFailure> {
  const url = URL.parse(request.url.trim())
  const base = url === null ? undefined : baseUrlOf(url.origin)
  if (url === null || base === undefined) {
    return unreachable(`${JSON.stringify(request.url)} is no http or https URL`)
  }
  const { certificate, proxy } = request
  const isUsual = certificate === undefined && tls === undefined && proxy === undefined
  const pool = pools.wireTo(base, isUsual ? undefined : { certificate, tls, proxy })
  if (pool === undefined) {
    return unreachable(`no host ${(proxy?.base ?? base).hostname} is part of this world`)
  }
  const { method, body, timeoutMs } = request
  const late = new AbortController()
  const cancel = clock.after(timeoutMs, () => late.abort())
  const signal = AbortSignal.any([late.signal, ...(request.signal ? [request.signal] : [])])
  try {
    const attempt = new Attempt({
      clock,
      timeoutMs,
      callOff: signal,
      wholeBytesMax: 0,
      ended: () => {},
    })
    const payload = body.kind === 'bytes' ? body.bytes : null
    const headers = headersOf(request, base.host)
    pool.dispatch({ method, path: url.pathname + url.search, headers, body: payload }, attempt)
    const result = await attempt.result
    if (result.kind === 'failure') return late.signal.aborted ? timedOut : result
    result.response.body = await buffered(result.response.body)
    return result
  } catch (error) {
    if (late.signal.aborted) return timedOut
    return unreachable(error instanceof Error ? error.message : String(error))
  } finally {
    cancel()
  }
}

const timedOut: BackendFailure = {
  kind: 'failure',
  reason: 'Timeout',
  message: 'Request to the backend service timed out',
}

function unreachable(message: string): BackendFailure {
  return { kind: 'failure', reason: 'BackendConnectionFailure', message }
}

/** Names and values in a row, as undici takes them; the body's length is known anew. */
function headersOf({ headers }: SideRequest, host: string): string[] {
  const named = ['Host', headers.first('host') ?? host]
  for (const [name, values] of headers.entries()) {
    const lower = name.toLowerCase()
    if (lower === 'host' || lower === 'content-length' || isHopByHop(lower)) continue
    for (const value of values) named.push(name, value)
  }
  return named
}
