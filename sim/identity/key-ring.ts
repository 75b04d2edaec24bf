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
  /** Signs with a new key from now on; the old one stays published unless it is dropped. */
  rotate(drop: boolean): Promise<void>
}

type SigningKey = { readonly kid: string; readonly secret: CryptoKey; readonly published: JWK }

// More than any token outlives; without a bound a drill that rotates in a loop would grow.
const keysMax = 16

/** RS256 keys, made anew at every start: no drill shares a secret with another. */
export async function newKeyRing(): Promise<KeyRing> {
  let current = await newKey()
  let published: readonly JWK[] = [current.published]
  return {
    publicKeys: () => ({ keys: published }),
    sign: ({ issuer, audience, claims, issuedAtS, lifetimeS }) =>
      new SignJWT({ sub: 'gatedrill', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: current.kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAtS)
        .setNotBefore(issuedAtS)
        .setExpirationTime(issuedAtS + lifetimeS)
        .sign(current.secret),
    async rotate(drop) {
      current = await newKey()
      published = [current.published, ...(drop ? [] : published)].slice(0, keysMax)
    },
  }
}

async function newKey(): Promise<SigningKey> {
  const kid = randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = await exportJWK(publicKey)
  return { kid, secret: privateKey, published: { ...jwk, kid, alg: 'RS256', use: 'sig' } }
}
