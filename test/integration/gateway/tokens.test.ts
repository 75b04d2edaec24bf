import { createHmac, createPublicKey } from 'node:crypto'
import { createServer } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { tokenAnswerSchema } from '../../../ledger/launch/identity.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { realClock } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'
import { apiOf, contentOf, document, inbound, operationOf } from '../../unit/gateway/in-memory.ts'
import { runFolder } from '../sim/run-folder.ts'
import { type GatewayProcess, runId, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'

const issuer = 'http://identity.example'
const checked = inbound(
  `<validate-jwt header-name="Authorization" require-scheme="Bearer" failed-validation-error-message="refused"><openid-config url="${issuer}/.well-known/openid-configuration" /><audiences><audience>orders</audience></audiences><issuers><issuer>${issuer}</issuer></issuers></validate-jwt>`,
)
const revision = revisionOf(
  1,
  contentOf({ apis: [apiOf([operationOf('item', { policy: document(checked) })])] }),
)

const folder = runFolder()
let backend: LocalBackend
beforeAll(async () => {
  backend = await localBackend()
})
afterAll(async () => {
  await backend[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

function provider(tokenLifetimeS: number, port = 0) {
  const epochNs = newEpochNs()
  return Child.start({
    name: 'identity',
    main: 'sim/identity/main',
    launch: {
      runId,
      epochNs: String(epochNs),
      listen: { host: '127.0.0.1', port },
      issuer,
      tokenLifetimeS,
    },
    logPath: folder.log('identity'),
    readyWithinMs: 20_000,
    clock: realClock(clockSince(epochNs)),
    onEvent: () => undefined,
  })
}

const gatewayTo = (port: number) =>
  startGateway({
    revision,
    hosts: { 'identity.example': { host: '127.0.0.1', port }, '*': backend.endpoint },
  })

async function mint(port: number, audience = 'orders', claims = {}): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience, claims }),
  })
  return tokenAnswerSchema.parse(await answer.json()).access_token
}

async function statusFor(gateway: GatewayProcess, token: string | undefined): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return (await fetch(`${gateway.url}/orders/item`, { headers })).status
}

const keySetSchema = z.object({ keys: z.tuple([z.record(z.string(), z.string())]) })
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const partsOf = (token: string) => token.split('.')

describe('tokens of a real identity provider', () => {
  let identity: Child
  let gateway: GatewayProcess
  let port: number
  let good: string
  let jwk: Record<string, string>

  beforeAll(async () => {
    identity = await provider(600)
    port = identity.portOf('http')
    gateway = await gatewayTo(port)
    good = await mint(port)
    const answer = await fetch(`http://127.0.0.1:${port}/jwks`)
    jwk = keySetSchema.parse(await answer.json()).keys[0]
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await identity[Symbol.asyncDispose]()
  })

  const claims = () => ({
    iss: issuer,
    aud: 'orders',
    exp: Math.floor(Date.now() / 1_000) + 600,
  })
  const payload = () => encoded(claims())
  /** Signed with the public key of the provider, taken for a shared secret. */
  const hmacWith = (secret: string, header: object) => {
    const signed = `${encoded(header)}.${payload()}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
  const spki = () =>
    createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()

  test('are let in', async () => {
    expect(await statusFor(gateway, good)).toBe(200)
  })

  const attacks: [about: string, token: () => string | Promise<string> | undefined][] = [
    ['no token', () => undefined],
    ['an empty one', () => ''],
    ['one without signature', () => `${encoded({ alg: 'none' })}.${payload()}.`],
    ['none, in other letters', () => `${encoded({ alg: 'nOnE', kid: jwk.kid })}.${payload()}.`],
    [
      'none, with a signature',
      () => `${encoded({ alg: 'none' })}.${payload()}.${partsOf(good)[2]}`,
    ],
    ['no algorithm', () => `${encoded({ kid: jwk.kid })}.${payload()}.${partsOf(good)[2]}`],
    ['the public key as a shared secret', () => hmacWith(spki(), { alg: 'HS256', kid: jwk.kid })],
    ['the modulus as a shared secret', () => hmacWith(jwk.n ?? '', { alg: 'HS256', kid: jwk.kid })],
    ['an empty shared secret', () => hmacWith('', { alg: 'HS256' })],
    [
      'a key of its own in the header',
      async () => {
        const own = await generateKeyPair('RS256', { extractable: true })
        const { kty, n, e } = await exportJwkOf(own.publicKey)
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', jwk: { kty, n, e } })
          .sign(own.privateKey)
      },
    ],
    [
      'the right kid and another key',
      async () => {
        const own = await generateKeyPair('RS256')
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', kid: `${jwk.kid}` })
          .sign(own.privateKey)
      },
    ],
    [
      'an unknown kid',
      () => `${encoded({ alg: 'RS256', kid: 'nobody' })}.${payload()}.${partsOf(good)[2]}`,
    ],
    [
      'a kid that is a path',
      () =>
        `${encoded({ alg: 'RS256', kid: '../../etc/passwd' })}.${payload()}.${partsOf(good)[2]}`,
    ],
    [
      'a kid that is no text',
      () => `${encoded({ alg: 'RS256', kid: { a: 1 } })}.${payload()}.${partsOf(good)[2]}`,
    ],
    [
      'other claims under a good signature',
      () => `${partsOf(good)[0]}.${payload()}.${partsOf(good)[2]}`,
    ],
    ['a signature cut short', () => good.slice(0, -20)],
    ['four parts', () => `${good}.more`],
    ['two parts', () => partsOf(good).slice(0, 2).join('.')],
    ['a header that is no JSON', () => `${Buffer.from('{').toString('base64url')}.${payload()}.x`],
    ['a header that is a list', () => `${encoded([])}.${payload()}.x`],
    ['letters that are no base64', () => `%%%.${payload()}.x`],
    [
      'a token in a token',
      () =>
        `${encoded({ alg: 'RS256', kid: jwk.kid, cty: 'JWT' })}.${Buffer.from(good).toString('base64url')}.${partsOf(good)[2]}`,
    ],
    ['an encrypted one', () => `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
    [
      'a critical extension',
      () =>
        `${encoded({ alg: 'RS256', kid: jwk.kid, crit: ['x'], x: 1 })}.${payload()}.${partsOf(good)[2]}`,
    ],
    ['one of 50 kB', () => `${encoded({ alg: 'RS256', x: 'x'.repeat(30_000) })}.${payload()}.x`],
    [
      'one nested deeply',
      () => `${Buffer.from('['.repeat(10_000)).toString('base64url')}.${payload()}.x`,
    ],
    ['one for another audience', () => mint(port, 'invoices')],
  ]
  test.each(attacks)('%s is refused with 401, and nobody is asked', async (_about, make) => {
    const asked = backend.requests.length
    expect(await statusFor(gateway, await make())).toBe(401)
    expect(backend.requests.length).toBe(asked)
    expect(gateway.child.exitCode).toBe(null)
    expect(await statusFor(gateway, good)).toBe(200)
  })

  test('of more than the head may have are refused before anybody reads them', async () => {
    expect(await statusFor(gateway, 'x'.repeat(70_000))).toBe(431)
    expect(await statusFor(gateway, good)).toBe(200)
  })
})

test('a token is refused from the second on in which it expires, also one that was remembered', async () => {
  await using identity = await provider(2)
  await using gateway = await gatewayTo(identity.portOf('http'))
  const token = await mint(identity.portOf('http'))
  expect(await statusFor(gateway, token)).toBe(200)
  await expect.poll(() => statusFor(gateway, token), { timeout: 8_000 }).toBe(401)
})

describe('an identity provider', () => {
  test('that is away at the start lets nobody in, and is found when it is there', async () => {
    const port = await freePort()
    await using gateway = await gatewayTo(port)
    expect(await statusFor(gateway, 'a.b.c')).toBe(401)
    await using identity = await provider(600, port)
    expect(identity.portOf('http')).toBe(port)
    const token = await mint(port)
    await expect.poll(() => statusFor(gateway, token), { timeout: 40_000, interval: 250 }).toBe(200)
  })

  test('that goes away later harms nobody whose keys are known', async () => {
    const identity = await provider(600)
    const port = identity.portOf('http')
    await using gateway = await gatewayTo(port)
    const [first, second] = [await mint(port), await mint(port, 'orders', { sub: 'another' })]
    expect(await statusFor(gateway, first)).toBe(200)
    await identity[Symbol.asyncDispose]()
    expect(await statusFor(gateway, first)).toBe(200)
    expect(await statusFor(gateway, second)).toBe(200)
    const unknown = `${encoded({ alg: 'RS256', kid: 'new' })}.${partsOf(first)[1]}.x`
    expect(await statusFor(gateway, unknown)).toBe(401)
    expect(await statusFor(gateway, first)).toBe(200)
  })
})

async function exportJwkOf(key: Awaited<ReturnType<typeof generateKeyPair>>['publicKey']) {
  const { kty = 'RSA', n = '', e = '' } = await exportJWK(key)
  return { kty, n, e }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      )
    })
  })
}
