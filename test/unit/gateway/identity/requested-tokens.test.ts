import { expect, test } from 'vitest'
import type { SideRequest } from '../../../../gateway/backends/call.ts'
import type { TokenRequest } from '../../../../gateway/identity/access-tokens.ts'
import { requestedTokens, type Send } from '../../../../gateway/identity/requested-tokens.ts'
import { bodyOfText } from '../../../../gateway/pipeline/body.ts'
import { newResponse } from '../../../../gateway/pipeline/response.ts'
import { fakeClock } from '../in-memory.ts'

const vault: TokenRequest = {
  kind: 'managed-identity',
  resource: 'https://vault.azure.net',
  clientId: undefined,
}
const down = {
  kind: 'failure',
  reason: 'BackendConnectionFailure',
  message: 'connect refused',
} as const

/** An issuer that answers token-1, token-2, ... good for 1000 s, until `break` is called. */
const good = (count: number): unknown => ({ access_token: `token-${count}`, expires_in: '1000' })

function issuerOf(answer = good) {
  const { clock, advance } = fakeClock()
  const asked: SideRequest[] = []
  let isDown = false
  const send: Send = async (request) => {
    const count = asked.push(request)
    await Promise.resolve()
    if (isDown) return down
    const body = bodyOfText(JSON.stringify(answer(count)))
    return { kind: 'answer', response: { ...newResponse(200), body } }
  }
  const tokens = requestedTokens(send, clock)
  const textOf = async (request = vault) => (await tokens.tokenFor(request)).text
  return { tokens, textOf, asked, advance, break: (now = true) => (isDown = now) }
}

test('asks the metadata service as a machine of the cloud does', async () => {
  const issuer = issuerOf()
  await issuer.textOf({ ...vault, clientId: 'c1' })
  const [request] = issuer.asked
  expect([request?.method, request?.headers.first('metadata'), request?.url]).toEqual([
    'GET',
    'true',
    'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net&client_id=c1',
  ])
})

test('asks a token endpoint with the credentials of a client', async () => {
  const issuer = issuerOf()
  const tokenUrl = 'https://login.example/t1/oauth2/v2.0/token'
  const scope = 'https://graph.example/.default'
  await issuer.textOf({
    kind: 'client-credentials',
    tokenUrl,
    clientId: 'c1',
    clientSecret: 's&1',
    scope,
  })
  const [{ method, url, body } = never()] = issuer.asked
  const form = new URLSearchParams(body.kind === 'bytes' ? body.bytes.toString() : '')
  expect([method, url, Object.fromEntries(form)]).toEqual([
    'POST',
    tokenUrl,
    { grant_type: 'client_credentials', client_id: 'c1', client_secret: 's&1', scope },
  ])
})

test('however many ask at once, one request goes out, and its token is kept', async () => {
  const issuer = issuerOf()
  const first = await Promise.all([issuer.textOf(), issuer.textOf(), issuer.textOf()])
  expect([...first, await issuer.textOf(), issuer.asked.length]).toEqual([
    ...Array(4).fill('token-1'),
    1,
  ])
  // What is kept costs no turn of the event loop.
  expect(issuer.tokens.tokenFor(vault)).toMatchObject({ text: 'token-1' })
})

test('each resource and each identity has its own token', async () => {
  const issuer = issuerOf()
  const requests = [vault, { ...vault, clientId: 'c1' }, { ...vault, resource: 'other' }]
  const texts = await Promise.all(requests.map((request) => issuer.textOf(request)))
  expect(new Set(texts).size).toBe(3)
})

test('shortly before its end a token is renewed, and nobody waits for that', async () => {
  const issuer = issuerOf()
  await issuer.textOf()
  issuer.advance(899_000)
  expect([await issuer.textOf(), issuer.asked.length]).toEqual(['token-1', 1])
  issuer.advance(2_000)
  expect(issuer.tokens.tokenFor(vault)).toMatchObject({ text: 'token-1' })
  await expect.poll(() => issuer.textOf()).toBe('token-2')
})

test('while the issuer is down the old token serves until it expires, and then there is none', async () => {
  const issuer = issuerOf()
  await issuer.textOf()
  issuer.break()
  issuer.advance(999_000)
  expect(await issuer.textOf()).toBe('token-1')
  issuer.advance(1_000)
  await expect(issuer.textOf()).rejects.toThrow('169.254.169.254: connect refused')
  issuer.break(false)
  expect(await issuer.textOf()).toMatch(/^token-/)
})

test.each([
  ['no JSON', 'oops'],
  ['no token', { error: 'invalid_request' }],
])('an answer with %s says where it came from', async (_case, answer) => {
  const issuer = issuerOf(() => answer)
  await expect(issuer.textOf()).rejects.toThrow('169.254.169.254 answered 200 and no token')
})

function never(): never {
  throw new Error('nothing was asked')
}
