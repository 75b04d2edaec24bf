import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export type TokenClaims = {
  readonly issuer: string
  readonly audience: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly issuedAtS: number
  readonly lifetimeS: number
}

/** Signs tokens with the newest key, and publishes every key that a token may still bear. */
export type KeyRing = {
  publicKeys(): { readonly keys: readonly JWK[] }
  sign(token: TokenClaims): Promise<string>
  /**
   * Signs with a new key from now on, and publishes it beside the others, alone, or (`late`) not
   * yet. Undone: every key that was not published is.
   */
  rotate(publish: 'overlap' | 'none' | 'late'): Promise<() => void>
}

type SigningKey = { readonly kid: string; readonly secret: CryptoKey; readonly published: JWK }

// More than any token outlives; without a bound a drill that rotates in a loop would grow.
const keysMax = 16

/** RS256 keys, made anew at every start: no drill shares a secret with another. */
export async function newKeyRing(): Promise<KeyRing> {
  let current = await newKey()
  let keys: readonly JWK[] = [current.published]
  /** Ids of keys that are kept back, by the rotation that does it. */
  const kept = new Set<ReadonlySet<string | undefined>>()
  return {
    publicKeys: () => ({
      keys: keys.filter(({ kid }) => ![...kept].some((ids) => ids.has(kid))),
    }),
    sign: ({ issuer, audience, claims, issuedAtS, lifetimeS }) =>
      new SignJWT({ sub: 'gatedrill', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: current.kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAtS)
        .setNotBefore(issuedAtS)
        .setExpirationTime(issuedAtS + lifetimeS)
        .sign(current.secret),
    async rotate(publish) {
      const old = keys
      current = await newKey()
      keys = [current.published, ...old].slice(0, keysMax)
      if (publish === 'overlap') return () => undefined
      const ids = new Set(publish === 'late' ? [current.kid] : old.map(({ kid }) => kid))
      kept.add(ids)
      return () => void kept.delete(ids)
    },
  }
}

async function newKey(): Promise<SigningKey> {
  const kid = randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = await exportJWK(publicKey)
  return { kid, secret: privateKey, published: { ...jwk, kid, alg: 'RS256', use: 'sig' } }
}
