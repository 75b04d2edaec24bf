import { NetObject } from '../value.ts'

/** A token's claims as texts; one with several values has several. */
export type ClaimTexts = ReadonlyMap<string, readonly string[]>

/** APIM's `Jwt`: what `AsJwt()` and `output-token-variable-name` give. */
export class JwtView extends NetObject {
  readonly netType = 'Jwt'
  readonly algorithm: string
  readonly type: string
  readonly claims: ClaimTexts

  constructor(
    header: Readonly<Record<string, unknown>>,
    payload: Readonly<Record<string, unknown>>,
  ) {
    super()
    this.algorithm = String(header.alg ?? '')
    this.type = String(header.typ ?? '')
    this.claims = new Map(Object.entries(payload).map(([name, value]) => [name, claimTexts(value)]))
  }
}

/** `jwt.Claims` */
export class ClaimsView extends NetObject {
  readonly netType = 'Claims'
  readonly claims: ClaimTexts

  constructor(claims: ClaimTexts) {
    super()
    this.claims = claims
  }
}

function claimTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(claimText) : [claimText(value)]
}

/** Objects stay JSON, booleans are lower case: the texts that the token holds. */
function claimText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** A token, perhaps after `Bearer `; undefined for what is none. Its signature is not looked at. */
export function jwtFromText(text: string): JwtView | undefined {
  const parts = text
    .trim()
    .replace(/^Bearer\s+/i, '')
    .split('.')
  const [header, payload] = parts.slice(0, 2).map(jsonOf)
  if (parts.length !== 3 || header === undefined || payload === undefined) return undefined
  return new JwtView(header, payload)
}

function jsonOf(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
