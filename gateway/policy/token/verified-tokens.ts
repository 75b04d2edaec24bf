import { LRUCache } from 'lru-cache'
import type { VerifiedToken } from '../../jwt/verify-token.ts'

export type VerifiedTokens = {
  /** Undefined for a token that was never verified, or long ago. */
  get(token: string): VerifiedToken | undefined
  set(token: string, verified: VerifiedToken): void
}

type Kept = { readonly token: string; readonly verified: VerifiedToken }

// A caller keeps its token for an hour or so; this is enough for as many callers at once.
const keptMax = 10_000
/** Of a signature, 192 bits: two tokens that end alike take each other's place, no more. */
const endLength = 32

/**
 * Tokens whose signature is good. They are found by their last characters, as hashing a whole
 * token for each request costs more than all else here, and compared as a whole.
 */
export function newVerifiedTokens(): VerifiedTokens {
  const kept = new LRUCache<string, Kept>({ max: keptMax })
  return {
    get(token) {
      const found = kept.get(token.slice(-endLength))
      return found?.token === token ? found.verified : undefined
    },
    set: (token, verified) => void kept.set(token.slice(-endLength), { token, verified }),
  }
}
