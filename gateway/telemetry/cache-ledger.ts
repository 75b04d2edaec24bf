import type { CacheRecord } from '../../ledger/records.ts'
import type { CachedResponse } from '../cache/cache.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/** Where the records of response caches go: a ledger. */
export type CacheWitness = (record: CacheRecord) => void

/** What was looked for. */
export type LookedFor = {
  readonly key: string
  readonly isExternal: boolean
  /** The key is made for one tenant alone. */
  readonly isPersonal: boolean
}

// Of a key that is a hash of 64 digits: enough to tell those of one run apart.
const keyDigits = 16

/** What a look gave: the entry that answers, or nothing. */
export function lookedRecord(
  exchange: Exchange,
  looked: LookedFor,
  atUs: number,
  found: CachedResponse | undefined,
): CacheRecord {
  return {
    event: found === undefined ? 'miss' : 'hit',
    requestId: exchange.requestId,
    attempt: exchange.attempt,
    atUs,
    cache: looked.isExternal ? 'external' : 'internal',
    keyHash: looked.key.slice(0, keyDigits),
    tenant: tenantOf(exchange),
    personal: looked.isPersonal ? 1 : 0,
    storedBy: found?.storedBy ?? 0,
    holder: found === undefined || looked.isExternal ? '' : heldBy(exchange, found),
    lifeMs: 0,
  }
}

export function storedRecord(
  exchange: Exchange,
  looked: LookedFor,
  { storedAtMs, expiresAtMs }: CachedResponse,
): CacheRecord {
  return {
    event: 'stored',
    requestId: exchange.requestId,
    attempt: exchange.attempt,
    atUs: storedAtMs * 1_000,
    cache: looked.isExternal ? 'external' : 'internal',
    keyHash: looked.key.slice(0, keyDigits),
    tenant: tenantOf(exchange),
    personal: looked.isPersonal ? 1 : 0,
    storedBy: 0,
    holder: '',
    lifeMs: expiresAtMs - storedAtMs,
  }
}

function heldBy({ deployment }: Exchange, { holder }: CachedResponse): string {
  return holder ?? deployment.instanceId
}

function tenantOf({ subscription }: Exchange): string {
  return subscription?.ownerId ?? subscription?.id ?? ''
}
