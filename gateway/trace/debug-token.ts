import { createHmac, timingSafeEqual } from 'node:crypto'

export type DebugToken = {
  /** Its revision is left out: a token is for all revisions of an API. */
  readonly apiId: string
  readonly expiresAtMs: number
}

export type CheckedToken =
  | (DebugToken & { readonly kind: 'valid' | 'expired' })
  | { readonly kind: 'invalid' }

/** The longest that a token may live. Source: APIM, Gateway - List Debug Credentials. */
export const debugTokenMsMax = 3_600_000

/**
 * A token that lets its bearer trace requests to one API: `aid=<api>&p=tracing&ex=<time>&sn=<sign>`.
 * Source: APIM, Gateway - List Debug Credentials (the shape; the signature is this gateway's own).
 */
export function mintDebugToken({ apiId, expiresAtMs }: DebugToken, key: Buffer): string {
  const said = `aid=${encodeURIComponent(apiId)}&p=tracing&ex=${Math.floor(expiresAtMs / 1_000)}`
  return `${said}&sn=${signatureOf(said, key)}`
}

/** Whether a token was minted with this key, and still holds at this time. */
export function checkDebugToken(token: string, key: Buffer, nowMs: number): CheckedToken {
  const [, said, api, seconds, signature] =
    /^(aid=([^&]*)&p=tracing&ex=(\d{1,12}))&sn=([\w-]+)$/.exec(token.trim()) ?? []
  if (said === undefined || api === undefined || !isSame(signature ?? '', signatureOf(said, key))) {
    return { kind: 'invalid' }
  }
  const expiresAtMs = Number(seconds) * 1_000
  const kind = nowMs < expiresAtMs ? 'valid' : 'expired'
  return { kind, apiId: decodeURIComponent(api), expiresAtMs }
}

/** Of the address of one trace, which needs no token beside it. */
export function signatureOf(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
