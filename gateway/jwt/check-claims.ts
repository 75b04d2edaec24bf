import type { JWTPayload } from 'jose'
import { denied, type TokenProblem, type VerifiedToken } from './verify-token.ts'

export type RequiredClaim = {
  readonly name: string
  readonly match: 'all' | 'any'
  readonly separator: string | undefined
  /** Empty: the claim must only be there. */
  readonly values: readonly string[]
}

export type ClaimRules = {
  readonly audiences: readonly string[]
  readonly issuers: readonly string[]
  readonly required: readonly RequiredClaim[]
  readonly needsExpiration: boolean
  readonly clockSkewS: number
}

/** What is wrong with a token's claims now: lifetime, audience, issuer, then required claims. */
export function problemOfClaims(
  { claims, issuer }: VerifiedToken,
  rules: ClaimRules,
  nowS: number,
): TokenProblem | undefined {
  return (
    lifetimeProblem(claims, rules, nowS) ??
    audienceProblem(claims, rules) ??
    issuerProblem(claims, rules.issuers.length > 0 ? rules.issuers : [issuer ?? '']) ??
    missingClaims(claims, rules.required) ??
    valueProblem(claims, rules.required)
  )
}

/** Of a token whose other claims were found good before. */
export function problemOfLifetime(
  { claims }: VerifiedToken,
  rules: ClaimRules,
  nowS: number,
): TokenProblem | undefined {
  return lifetimeProblem(claims, rules, nowS)
}

function lifetimeProblem(
  { exp, nbf }: JWTPayload,
  { needsExpiration, clockSkewS }: ClaimRules,
  nowS: number,
): TokenProblem | undefined {
  if (exp === undefined && needsExpiration) {
    return denied(
      'JwtInvalid',
      'IDX10225: Lifetime validation failed. The token is missing an Expiration Time',
    )
  }
  if (typeof exp === 'number' && nowS >= exp + clockSkewS) {
    return denied('TokenExpired', 'IDX10223: Lifetime validation failed. The token is expired')
  }
  if (typeof nbf === 'number' && nowS < nbf - clockSkewS) {
    return denied('JwtInvalid', 'IDX10222: Lifetime validation failed. The token is not yet valid')
  }
  return undefined
}

function audienceProblem(claims: JWTPayload, { audiences }: ClaimRules): TokenProblem | undefined {
  if (audiences.length === 0) return undefined
  if (textsOf(claims.aud).some((audience) => audiences.includes(audience))) return undefined
  return denied('TokenAudienceNotAllowed', 'IDX10214: Audience validation failed')
}

/** Without a list only the issuer whose key it is may have issued it; inline keys have none. */
function issuerProblem({ iss }: JWTPayload, issuers: readonly string[]): TokenProblem | undefined {
  if (issuers[0] === '' || (iss !== undefined && issuers.includes(iss))) return undefined
  return denied('TokenIssuerNotAllowed', 'IDX10205: Issuer validation failed')
}

function missingClaims(
  claims: JWTPayload,
  required: readonly RequiredClaim[],
): TokenProblem | undefined {
  const missing = required.filter(({ name }) => claims[name] === undefined).map(({ name }) => name)
  if (missing.length === 0) return undefined
  return denied('TokenClaimNotFound', `JWT is missing the following claims: ${missing.join(', ')}`)
}

function valueProblem(
  claims: JWTPayload,
  required: readonly RequiredClaim[],
): TokenProblem | undefined {
  for (const { name, match, separator, values } of required) {
    const given = textsOf(claims[name]).flatMap((text) =>
      separator === undefined ? [text] : text.split(separator).map((part) => part.trim()),
    )
    const isAllowed =
      values.length === 0 ||
      (match === 'all'
        ? values.every((value) => given.includes(value))
        : values.some((value) => given.includes(value)))
    if (!isAllowed) {
      const text = `Claim ${name} value of ${given.join(', ')} is not allowed`
      return denied('TokenClaimValueNotAllowed', text)
    }
  }
  return undefined
}

/** A claim's values as texts; objects as JSON. */
function textsOf(claim: unknown): readonly string[] {
  if (claim === undefined) return []
  if (Array.isArray(claim)) return claim.flatMap(textsOf)
  return [typeof claim === 'string' ? claim : JSON.stringify(claim)]
}
