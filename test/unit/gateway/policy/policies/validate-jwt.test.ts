import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Issuer, OpenId } from '../../../../../gateway/jwt/open-id.ts'
import { fakeClock, gatewayWith, inbound } from '../../in-memory.ts'

const url = 'https://login.example/.well-known/openid-configuration'
const path = '/orders/item/1'
const nowS = 1_700_000_000
type Keys = Awaited<ReturnType<typeof generateKeyPair>>
let keys: Keys
let otherKeys: Keys
let issuer: Issuer

beforeAll(async () => {
  keys = await generateKeyPair('RS256')
  otherKeys = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }
  issuer = { issuer: 'https://login.example/', keys: { keys: [jwk] } }
})

function tokenWith(
  claims: Record<string, unknown> = {},
  {
    key = keys,
    kid = 'k1',
    expiresS = nowS + 60,
  }: { key?: Keys; kid?: string; expiresS?: number | 'never' } = {},
): Promise<string> {
  const token = new SignJWT({
    iss: 'https://login.example/',
    aud: 'orders',
    roles: ['read', 'write'],
    ...claims,
  }).setProtectedHeader({ alg: 'RS256', kid })
  return (expiresS === 'never' ? token : token.setExpirationTime(expiresS)).sign(key.privateKey)
}

const rules = `<openid-config url="${url}" /><audiences><audience>orders</audience></audiences>
  <required-claims><claim name="roles" match="any"><value>read</value><value>admin</value></claim></required-claims>`

function gatewayThatValidates(attributes = '', children = rules, openId: Partial<OpenId> = {}) {
  const { clock, advance } = fakeClock(nowS * 1_000)
  const calls = { issuerOf: 0, pullAgain: 0 }
  const counted: OpenId = {
    issuerOf: (asked) => {
      calls.issuerOf += 1
      return openId.issuerOf?.(asked) ?? issuer
    },
    pullAgain: (asked) => {
      calls.pullAgain += 1
      return openId.pullAgain?.(asked) ?? Promise.resolve(undefined)
    },
  }
  const policy = `<validate-jwt header-name="Authorization" require-scheme="Bearer" ${attributes}>${children}</validate-jwt>`
  const gateway = gatewayWith({ api: inbound(policy) }, { clock, tools: { openId: counted } })
  const sendToken = (token: string | undefined) =>
    gateway.send({
      path,
      ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    })
  return { ...gateway, sendToken, openIdCalls: calls, advance }
}

test('admits a good token', async () => {
  const { status } = await gatewayThatValidates().sendToken(await tokenWith())
  expect(status).toBe(200)
})

describe('refuses', () => {
  test.each<[string, () => Promise<string | undefined>, string, string | RegExp]>([
    ['no token', async () => undefined, 'TokenNotPresent', 'JWT not present.'],
    ['nonsense', async () => 'abc', 'JwtInvalid', /./],
    [
      'an expired token',
      () => tokenWith({}, { expiresS: nowS }),
      'TokenExpired',
      /Access denied\.$/,
    ],
    [
      'a token that never expires',
      () => tokenWith({}, { expiresS: 'never' }),
      'JwtInvalid',
      /Expiration/,
    ],
    ['a token for later', () => tokenWith({ nbf: nowS + 60 }), 'JwtInvalid', /not yet valid/],
    [
      'another audience',
      () => tokenWith({ aud: 'billing' }),
      'TokenAudienceNotAllowed',
      /Audience/,
    ],
    [
      'another issuer',
      () => tokenWith({ iss: 'https://evil.example/' }),
      'TokenIssuerNotAllowed',
      /Issuer/,
    ],
    [
      'another key of the same name',
      () => tokenWith({}, { key: otherKeys }),
      'TokenSignatureInvalid',
      /Signature/,
    ],
    ['an unknown key', () => tokenWith({}, { kid: 'k9' }), 'TokenSignatureKeyNotFound', /key/],
    [
      'a missing claim',
      () => tokenWith({ roles: undefined }),
      'TokenClaimNotFound',
      'JWT is missing the following claims: roles. Access denied.',
    ],
    [
      'another value',
      () => tokenWith({ roles: ['guest'] }),
      'TokenClaimValueNotAllowed',
      'Claim roles value of guest is not allowed. Access denied.',
    ],
  ])('%s', async (_case, make, reason, message) => {
    const { status, text, exchange } = await gatewayThatValidates().sendToken(await make())
    expect([status, exchange.lastError?.reason]).toEqual([401, reason])
    if (typeof message === 'string') expect(exchange.lastError?.message).toBe(message)
    else expect(exchange.lastError?.message).toMatch(message)
    expect(text).toBe(
      `{ "statusCode": 401, "message": ${JSON.stringify(exchange.lastError?.message)} }`,
    )
  })

  test('another scheme', async () => {
    const { exchange } = await gatewayThatValidates().send({
      path,
      headers: { Authorization: 'Basic abc' },
    })
    expect(exchange.lastError?.reason).toBe('TokenNotPresent')
  })

  test('a token without signature, unless told otherwise', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'none' })}.${part({ aud: 'orders', roles: 'read', exp: nowS + 60 })}.`
    const strict = await gatewayThatValidates().sendToken(token)
    const lax = await gatewayThatValidates('require-signed-tokens="false"').sendToken(token)
    expect([strict.exchange.lastError?.reason, lax.status]).toEqual(['TokenSignatureInvalid', 200])
  })

  test('with the status and words that the policy says', async () => {
    const attributes = 'failed-validation-httpcode="403" failed-validation-error-message="Go away."'
    const { text } = await gatewayThatValidates(attributes).sendToken(undefined)
    expect(text).toBe('{ "statusCode": 403, "message": "Go away." }')
  })
})

test('clock skew keeps a token that has just expired', async () => {
  const { status } = await gatewayThatValidates('clock-skew="10"').sendToken(
    await tokenWith({}, { expiresS: nowS - 5 }),
  )
  expect(status).toBe(200)
})

test.each([
  ['all', '["read"]', 401],
  ['all', '["read","admin"]', 200],
  ['any', '["admin"]', 200],
])('match=%s with roles %s gives %i', async (match, roles, status) => {
  const children = rules.replace('match="any"', `match="${match}"`)
  const answer = await gatewayThatValidates('', children).sendToken(
    await tokenWith({ roles: JSON.parse(roles) }),
  )
  expect(answer.status).toBe(status)
})

test('later policies read the token from the variable', async () => {
  const policy = `<validate-jwt header-name="Authorization" output-token-variable-name="jwt">${rules}</validate-jwt>
    <set-header name="X"><value>@(((Jwt)context.Variables["jwt"]).Subject)</value></set-header>`
  const { clock } = fakeClock(nowS * 1_000)
  const openId = { issuerOf: () => issuer, pullAgain: () => Promise.resolve(undefined) }
  const gateway = gatewayWith({ api: inbound(policy) }, { clock, tools: { openId } })
  const token = await tokenWith({ sub: 'alice' })
  await gateway.send({ path, headers: { Authorization: `Bearer ${token}` } })
  expect(gateway.calls[0]?.headers.first('X')).toBe('alice')
})

test('a separator splits a claim', async () => {
  const children = rules.replace('match="any"', 'match="any" separator=" "')
  const answer = await gatewayThatValidates('', children).sendToken(
    await tokenWith({ roles: 'guest admin' }),
  )
  expect(answer.status).toBe(200)
})

test('a second request with the same token costs no look at the keys, until it expires', async () => {
  const gateway = gatewayThatValidates()
  const token = await tokenWith()
  await gateway.sendToken(token)
  await gateway.sendToken(token)
  expect(gateway.openIdCalls).toEqual({ issuerOf: 1, pullAgain: 0 })
  gateway.advance(61_000)
  const late = await gateway.sendToken(token)
  expect(late.exchange.lastError?.reason).toBe('TokenExpired')
})

test('an unknown key is looked for once more, and found after a rotation', async () => {
  const jwk = { ...(await exportJWK(otherKeys.publicKey)), kid: 'k2', alg: 'RS256' }
  const rotated: Issuer = { ...issuer, keys: { keys: [jwk] } }
  const gateway = gatewayThatValidates('', rules, { pullAgain: () => Promise.resolve(rotated) })
  const { status } = await gateway.sendToken(await tokenWith({}, { key: otherKeys, kid: 'k2' }))
  expect([status, gateway.openIdCalls.pullAgain]).toEqual([200, 1])
})

test('an issuer out of reach refuses tokens and says so', async () => {
  const gateway = gatewayThatValidates('', rules, {
    issuerOf: () => Promise.reject(new Error('down')),
  })
  const { status, exchange } = await gateway.sendToken(await tokenWith())
  expect([status, exchange.lastError?.message]).toEqual([
    401,
    `IDX20803: Unable to obtain configuration from: '${url}'.`,
  ])
})

test('a symmetric key may stand in the policy', async () => {
  const secret = Buffer.alloc(32, 7)
  const children = `<issuer-signing-keys><key>${secret.toString('base64')}</key></issuer-signing-keys>`
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(nowS + 60)
    .sign(secret)
  expect((await gatewayThatValidates('', children).sendToken(token)).status).toBe(200)
})

test('without any key the policy is refused at load', () => {
  expect(() => gatewayThatValidates('', '<audiences><audience>a</audience></audiences>')).toThrow(
    'validate-jwt has no keys',
  )
})

test('a public key may stand in the policy by its modulus and exponent', async () => {
  const { n, e } = await exportJWK(keys.publicKey)
  const children = `<issuer-signing-keys><key n="${n}" e="${e}" /></issuer-signing-keys>`
  const gateway = gatewayThatValidates('', children)
  expect((await gateway.sendToken(await tokenWith())).status).toBe(200)
  const other = await gateway.sendToken(await tokenWith({}, { key: otherKeys }))
  expect(other.exchange.lastError?.reason).toBe('TokenSignatureInvalid')
})

test.each([
  ['half of a public key', '<key n="AQAB" />', 'a key has half of n and e'],
  ['what is no base64', '<key>not in base64!</key>', 'a key is not written in base64'],
  [
    'a certificate',
    '<key certificate-id="c" />',
    'there is no certificate c with the key that is needed',
  ],
])('a key that is %s cannot be used, which is said at load', (_case, key, what) => {
  const children = `<issuer-signing-keys>${key}</issuer-signing-keys>`
  expect(gatewayThatValidates('', children).warnings.map((one) => one.what)).toEqual([what])
})
