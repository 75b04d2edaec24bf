import type { Cache, CachedResponse } from '../cache/cache.ts'
import type { Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import { HeaderList } from '../pipeline/headers.ts'
import type { LookedFor } from '../telemetry/cache-ledger.ts'

/** What a `cache-lookup` that found nothing leaves to the `cache-store` of the same request. */
export type Missed = LookedFor & {
  /** Where it looked. */
  readonly cache: Cache
  readonly downstream: Downstream
}

/** What clients and proxies behind the gateway may do with a response of the cache. */
export type Downstream = {
  /** none, private or public. */
  readonly kind: string
  readonly mustRevalidate: boolean
}

const missed = new WeakMap<Exchange, Missed>()

export function noteMiss(exchange: Exchange, miss: Missed): void {
  missed.set(exchange, miss)
}

/** Undefined when no `cache-lookup` of this request looked for anything. */
export function missOf(exchange: Exchange): Missed | undefined {
  return missed.get(exchange)
}

// A cookie is for the caller that it was set for.
const neverStored = new Set(['set-cookie'])

/** Undefined when the body is still a stream. */
export function storedFrom(
  { status, reason, headers, body }: GatewayResponse,
  { atMs: storedAtMs, byRequest: storedBy }: { readonly atMs: number; readonly byRequest: number },
  durationMs: number,
): CachedResponse | undefined {
  if (body.kind === 'stream') return undefined
  return {
    status,
    reason,
    headers: [...headers.entries()].filter(([name]) => !neverStored.has(name.toLowerCase())),
    body: body.kind === 'bytes' ? body.bytes : Buffer.alloc(0),
    storedAtMs,
    expiresAtMs: storedAtMs + durationMs,
    storedBy,
  }
}

export function responseFrom({ status, reason, headers, body }: CachedResponse): GatewayResponse {
  const list = new HeaderList()
  for (const [name, values] of headers) list.set(name, ...values)
  const isEmpty = body.length === 0
  return {
    status,
    reason,
    headers: list,
    body: isEmpty ? { kind: 'empty' } : { kind: 'bytes', bytes: body },
  }
}

/** Says how long the response may be kept behind the gateway, no longer than it is kept here. */
export function tellDownstream(
  { headers }: GatewayResponse,
  { kind, mustRevalidate }: Downstream,
  leftMs: number,
): void {
  if (kind !== 'private' && kind !== 'public') {
    headers.set('Cache-Control', 'no-store')
    return
  }
  const revalidate = mustRevalidate ? 'must-revalidate, ' : ''
  headers.set(
    'Cache-Control',
    `${kind}, ${revalidate}max-age=${Math.max(0, Math.floor(leftMs / 1_000))}`,
  )
}
