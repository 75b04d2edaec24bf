import type { KeyObject } from 'node:crypto'
import {
  compactDecrypt,
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type LocalJWKSet,
} from 'jose'
import { z } from 'zod'
import type { Issuer, OpenId } from './open-id.ts'

/** Why a token is refused, as LastError says it. */
export type TokenProblem = { readonly reason: string; readonly message: string }

/** A token whose signature is good; its claims are still to be checked. */
export type VerifiedToken = {
  readonly token: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: JWTPayload
  /** Of the OpenID configuration that had the key. */
  readonly issuer: string | undefined
}

/** A key that is written into a policy: symmetric, or public. */
export type InlineKey = Uint8Array | KeyObject

export type TokenKeys = {
  readonly openId: OpenId
  readonly configurationUrls: readonly string[]
  /** Symmetric keys and public keys written into the policy. */
  readonly inline: readonly InlineKey[]
  /** For tokens that are encrypted; tried one after the other. */
  readonly decryption?: readonly InlineKey[]
  readonly mayBeUnsigned: boolean
}

/** Source: APIM, validate-jwt; the HMAC ones only with keys of the policy itself. */
const asymmetric = ['PS256', 'RS256', 'RS384', 'RS512', 'ES256']
const symmetric = ['HS256', 'HS384', 'HS512']

const claimsSchema = z.record(z.string(), z.unknown())
const keySets = new WeakMap<Issuer, LocalJWKSet>()

/**
 * Checks a token's form and signature with every key that may have made it. An encrypted one is
 * decrypted first; what is inside is the token.
 */
export async function verifyToken(
  token: string,
  keys: TokenKeys,
): Promise<VerifiedToken | TokenProblem> {
  if (token.split('.', 6).length !== 5) return verifySigned(token, keys)
  for (const key of keys.decryption ?? []) {
    const inner = await decrypted(token, key)
    if (inner !== undefined) return verifySigned(inner, keys)
  }
  return denied('JwtInvalid', 'IDX10603: Decryption failed. No key could decrypt the token')
}

async function decrypted(token: string, key: InlineKey): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(token, key)
    return Buffer.from(plaintext).toString('utf8')
  } catch (error) {
    // A TypeError says that the key is of another kind than the token's algorithm.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

async function verifySigned(token: string, keys: TokenKeys): Promise<VerifiedToken | TokenProblem> {
  const header = headerOf(token)
  if (header === undefined) return invalid('IDX12741: JWT must have three segments')
  if (header.alg === 'none') return unsigned(token, header, keys.mayBeUnsigned)
  for (const key of keys.inline) {
    const bytes = await payloadSignedBy(
      token,
      key,
      key instanceof Uint8Array ? symmetric : asymmetric,
    )
    if (bytes !== undefined) return verified(token, header, bytes, undefined)
  }
  return verifyByIssuers(token, header, keys)
}

async function verifyByIssuers(
  token: string,
  header: VerifiedToken['header'],
  { openId, configurationUrls, inline }: TokenKeys,
): Promise<VerifiedToken | TokenProblem> {
  let hasWrongSignature = inline.length > 0
  for (const pull of [openId.issuerOf, openId.pullAgain]) {
    for (const url of configurationUrls) {
      const issuer = await Promise.resolve(pull(url)).catch(() => undefined)
      if (issuer === undefined && pull === openId.issuerOf) return unobtainable(url)
      if (issuer === undefined) continue
      const result = await verifyByIssuer(token, header, issuer)
      if (result === 'wrong signature') hasWrongSignature = true
      else if (result !== 'no key') return result
    }
    // Only an unknown key is worth another pull.
    if (hasWrongSignature) break
  }
  if (hasWrongSignature)
    return denied('TokenSignatureInvalid', 'IDX10511: Signature validation failed')
  return denied(
    'TokenSignatureKeyNotFound',
    'IDX10501: Signature validation failed. Unable to match key',
  )
}

async function verifyByIssuer(
  token: string,
  header: VerifiedToken['header'],
  issuer: Issuer,
): Promise<VerifiedToken | TokenProblem | 'no key' | 'wrong signature'> {
  const known = keySets.get(issuer) ?? createLocalJWKSet(issuer.keys)
  keySets.set(issuer, known)
  try {
    const { payload } = await compactVerify(token, known, { algorithms: asymmetric })
    return verified(token, header, payload, issuer.issuer)
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'no key'
    if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong signature'
    if (error instanceof errors.JOSEError) return invalid(error.message)
    throw error
  }
}

async function payloadSignedBy(
  token: string,
  key: InlineKey,
  algorithms: string[],
): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms })).payload
  } catch (error) {
    // A TypeError says that the key is of another kind than the token's algorithm.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

function verified(
  token: string,
  header: VerifiedToken['header'],
  payload: Uint8Array,
  issuer: string | undefined,
): VerifiedToken | TokenProblem {
  const claims = claimsOf(Buffer.from(payload).toString('utf8'))
  return claims === undefined
    ? invalid('the payload is no JSON object')
    : { token, header, claims, issuer }
}

function unsigned(
  token: string,
  header: VerifiedToken['header'],
  isAllowed: boolean,
): VerifiedToken | TokenProblem {
  if (!isAllowed) {
    return denied(
      'TokenSignatureInvalid',
      'IDX10504: Unable to validate signature, token does not have a signature',
    )
  }
  const [, payload = ''] = token.split('.')
  return verified(token, header, Buffer.from(payload, 'base64url'), undefined)
}

function headerOf(token: string): VerifiedToken['header'] | undefined {
  try {
    return token.split('.').length === 3 ? { ...decodeProtectedHeader(token) } : undefined
  } catch {
    return undefined
  }
}

function claimsOf(text: string): JWTPayload | undefined {
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

function unobtainable(url: string): TokenProblem {
  return invalid(`IDX20803: Unable to obtain configuration from: '${url}'.`)
}

function invalid(message: string): TokenProblem {
  return { reason: 'JwtInvalid', message }
}

export function denied(reason: string, message: string): TokenProblem {
  return { reason, message: `${message}. Access denied.` }
}
