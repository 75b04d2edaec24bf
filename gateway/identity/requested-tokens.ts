import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { BackendAnswer, BackendFailure, SideRequest } from '../backends/call.ts'
import type { Clock } from '../clock.ts'
import { bodyOfText, buffered, emptyBody } from '../pipeline/body.ts'
import { HeaderList } from '../pipeline/headers.ts'
import { queryStringOf } from '../pipeline/query.ts'
import type { AccessToken, AccessTokens, TokenRequest } from './access-tokens.ts'

export type Send = (request: SideRequest) => Promise<BackendAnswer | BackendFailure>

// Where a machine of the cloud asks for tokens of its identities.
// Source: Azure, how-to-use-vm-token.
const instanceMetadata = 'http://169.254.169.254/metadata/identity/oauth2/token'
const timeoutMs = 10_000
// Resources may come from expressions, so what is kept must have an end.
const keptMax = 1_000
// A token is asked for anew in the last tenth of its life, at most five minutes before its end.
const renewMsMax = 300_000

type Kept = { token: AccessToken | undefined; renewAtMs: number; asking?: Promise<AccessToken> }

/**
 * Asks issuers for tokens and keeps them until shortly before they expire; then the old one stays
 * in use while a new one is on its way. However many requests need a token, one asks for it.
 */
export function requestedTokens(send: Send, clock: Clock): AccessTokens {
  const kept = new LRUCache<string, Kept>({ max: keptMax })

  async function ask(request: TokenRequest, entry: Kept): Promise<AccessToken> {
    try {
      const token = tokenIn(await answerOf(send, request), clock.unixMs())
      const lifeMs = token.expiresAtMs - clock.unixMs()
      entry.renewAtMs = token.expiresAtMs - Math.min(renewMsMax, lifeMs / 10)
      entry.token = token
      return token
    } finally {
      delete entry.asking
    }
  }

  return {
    tokenFor(request) {
      const key = keyOf(request)
      const entry = kept.get(key) ?? { token: undefined, renewAtMs: 0 }
      kept.set(key, entry)
      const { token } = entry
      const nowMs = clock.unixMs()
      const isGood = token !== undefined && nowMs < token.expiresAtMs
      if (isGood && nowMs < entry.renewAtMs) return token
      entry.asking ??= ask(request, entry)
      if (!isGood) return entry.asking
      // Nobody waits for it: while the issuer is down the old token is still good.
      entry.asking.catch(() => undefined)
      return token
    },
  }
}

function keyOf(request: TokenRequest): string {
  return request.kind === 'managed-identity'
    ? `${request.clientId ?? ''}\n${request.resource}`
    : `${request.tokenUrl}\n${request.clientId}\n${request.scope}`
}

type Answer = { readonly from: string; readonly status: number; readonly text: string }

async function answerOf(send: Send, request: TokenRequest): Promise<Answer> {
  const asked = requestOf(request)
  const from = hostOf(asked.url)
  const result = await send(asked)
  if (result.kind === 'failure') throw new Error(`${from}: ${result.message}`)
  const body = await buffered(result.response.body)
  const text = body.kind === 'bytes' ? body.bytes.toString('utf8') : ''
  return { from, status: result.response.status, text }
}

function requestOf(request: TokenRequest): SideRequest {
  const headers = new HeaderList()
  headers.set('Accept', 'application/json')
  if (request.kind === 'managed-identity') {
    headers.set('Metadata', 'true')
    const query = new Map([
      ['api-version', ['2018-02-01']],
      ['resource', [request.resource]],
    ])
    if (request.clientId !== undefined) query.set('client_id', [request.clientId])
    const url = `${instanceMetadata}?${queryStringOf(query)}`
    return { url, method: 'GET', headers, body: emptyBody, timeoutMs }
  }
  headers.set('Content-Type', 'application/x-www-form-urlencoded')
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: request.clientId,
    client_secret: request.clientSecret,
  })
  if (request.scope !== '') form.set('scope', request.scope)
  const body = bodyOfText(form.toString())
  return { url: request.tokenUrl, method: 'POST', headers, body, timeoutMs }
}

/** Both endpoints write numbers as texts too. */
const answerSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
})

// Where an issuer does not say how long its token lives. Source: RFC 6749 leaves it to the client.
const lifeSWithoutWord = 3_600

function tokenIn({ from, status, text }: Answer, nowMs: number): AccessToken {
  const parsed = answerSchema.safeParse(jsonOf(text))
  if (status !== 200 || !parsed.success) throw new Error(`${from} answered ${status} and no token`)
  const { access_token: token, expires_in: lifeS = lifeSWithoutWord } = parsed.data
  return { text: token, expiresAtMs: nowMs + lifeS * 1_000, answer: parsed.data }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
