import { CompactEncrypt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Issuer } from '../../../../../gateway/jwt/open-id.ts'
import { fakeClock, gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const nowS = 1_700_000_000
const issuer = 'https://login.microsoftonline.com/t1/v2.0'
let keys: Awaited<ReturnType<typeof generateKeyPair>>
let published: Issuer

beforeAll(async () => {
  keys = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }
  published = { issuer, keys: { keys: [jwk] } }
})

const tokenWith = (claims: Record<string, unknown>) =>
  new SignJWT({ iss: issuer, tid: 't1', aud: 'api://orders', azp: 'portal', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setExpirationTime(nowS + 60)
    .sign(keys.privateKey)

const clients =
  '<client-application-ids><application-id>portal</application-id></client-application-ids>'

function gatewayThatValidates(attributes = 'tenant-id="t1"', children = clients, of = published) {
  const { clock } = fakeClock(nowS * 1_000)
  const asked: string[] = []
  const openId = {
    issuerOf(url: string) {
      asked.push(url)
      return of
    },
    pullAgain: () => Promise.resolve(undefined),
  }
  const api = inbound(
    `<validate-azure-ad-token ${attributes}>${children}</validate-azure-ad-token>`,
  )
  const gateway = gatewayWith({ api }, { clock, tools: { openId } })
  const sendToken = async (token: string, headers: Record<string, string> = {}) => {
    const { status, exchange } = await gateway.send({
      path: `${path}?token=${token}`,
      headers: { Authorization: `Bearer ${token}`, ...headers },
    })
    return [status, exchange.lastError?.reason]
  }
  return { ...gateway, sendToken, asked }
}

test.each([
  ['t1', 'https://login.microsoftonline.com/t1/v2.0/.well-known/openid-configuration'],
  [
    'https://contoso.onmicrosoft.com',
    'https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
  ],
  [
    'https://sts.windows.net/t1/',
    'https://login.microsoftonline.com/t1/v2.0/.well-known/openid-configuration',
  ],
  [
    '@("t" + 1)" authentication-endpoint="https://login.microsoftonline.us/',
    'https://login.microsoftonline.us/t1/v2.0/.well-known/openid-configuration',
  ],
])('the keys of tenant %s are at %s', async (tenant, url) => {
  const gateway = gatewayThatValidates(`tenant-id="${tenant}"`)
  expect(await gateway.sendToken(await tokenWith({}))).toEqual([200, undefined])
  expect(gateway.asked).toEqual([url])
})

const audiences = '<audiences><audience>api://orders</audience></audiences>'
const claims =
  '<required-claims><claim name="roles" match="any"><value>read</value></claim></required-claims>'
const backends =
  '<backend-application-ids><application-id>orders</application-id></backend-application-ids>'

describe('a token of', () => {
  test.each<[string, string, Record<string, unknown>, number, string | undefined]>([
    ['another application', clients, { azp: 'other' }, 401, 'TokenClaimValueNotAllowed'],
    ['no application', clients, { azp: undefined }, 401, 'TokenClaimNotFound'],
    [
      'version 1.0',
      clients,
      { azp: undefined, appid: 'portal', iss: 'https://sts.windows.net/t1/' },
      200,
      undefined,
    ],
    [
      'another tenant',
      clients,
      { iss: 'https://sts.windows.net/t2/' },
      401,
      'TokenIssuerNotAllowed',
    ],
    ['any application where none is listed', audiences, { azp: 'other' }, 200, undefined],
    ['the audience', audiences + clients, {}, 200, undefined],
    ['another audience', audiences, { aud: 'billing' }, 401, 'TokenAudienceNotAllowed'],
    ['a backend application by its id', backends, { aud: 'orders' }, 200, undefined],
    ['a backend application by its URI', backends, {}, 200, undefined],
    ['another backend application', backends, { aud: 'billing' }, 401, 'TokenAudienceNotAllowed'],
    ['the role', claims + clients, { roles: ['read'] }, 200, undefined],
    ['another role', claims, { roles: ['none'] }, 401, 'TokenClaimValueNotAllowed'],
    ['yesterday', clients, { exp: nowS - 1 }, 401, 'TokenExpired'],
  ])('%s', async (_case, children, given, status, reason) => {
    const gateway = gatewayThatValidates('tenant-id="t1"', children)
    const { exp } = given
    const token = await (exp === undefined
      ? tokenWith(given)
      : new SignJWT({ iss: issuer, azp: 'portal', exp: Number(exp) })
          .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
          .sign(keys.privateKey))
    expect(await gateway.sendToken(token)).toEqual([status, reason])
  })
})

test.each([
  ['its own tenant', { iss: 'https://login.microsoftonline.com/t2/v2.0', tid: 't2' }, 200],
  ['another tenant', { iss: 'https://login.microsoftonline.com/t3/v2.0', tid: 't2' }, 401],
  ['no tenant', { iss: 'https://login.microsoftonline.com/t2/v2.0', tid: undefined }, 401],
])('keys of all tenants serve a token that says %s', async (_case, given, status) => {
  const forAll = { ...published, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }
  const gateway = gatewayThatValidates('tenant-id="common"', clients, forAll)
  expect((await gateway.sendToken(await tokenWith(given)))[0]).toBe(status)
})

test.each([
  ['another header', 'header-name="X-Token"', { 'X-Token': 'given', Authorization: '' }],
  ['a parameter', 'query-parameter-name="token"', { Authorization: '' }],
  ['an expression', 'token-value="@(context.Request.Headers[&quot;X&quot;][0])"', { X: 'given' }],
])('the token may be in %s', async (_case, attribute, headers) => {
  const gateway = gatewayThatValidates(`tenant-id="t1" ${attribute}`)
  const token = await tokenWith({})
  const given = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace('given', token),
  ])
  expect((await gateway.sendToken(token, Object.fromEntries(given)))[0]).toBe(200)
})

test('of the Authorization header the scheme is Bearer', async () => {
  const headers = { Authorization: `Basic ${await tokenWith({})}` }
  expect(await gatewayThatValidates().sendToken('', headers)).toEqual([401, 'TokenNotPresent'])
})

test('a good token is in the variable, a bad one is refused in the words of the policy', async () => {
  const gateway = gatewayThatValidates(
    'tenant-id="t1" output-token-variable-name="jwt" failed-validation-httpcode="403" failed-validation-error-message="No."',
  )
  const good = await gateway.send({
    path,
    headers: { Authorization: `Bearer ${await tokenWith({})}` },
  })
  expect(good.exchange.variables.get('jwt')).toMatchObject({ netType: 'Jwt' })
  const bad = await gateway.send({ path })
  expect(bad.text).toBe('{ "statusCode": 403, "message": "No." }')
})

test('an encrypted token is decrypted by one of the keys', async () => {
  const secret = Buffer.alloc(32, 7)
  const wrong = Buffer.alloc(32, 8)
  const keyList = [wrong, secret].map((key) => `<key>${key.toString('base64')}</key>`).join('')
  const encrypted = await new CompactEncrypt(Buffer.from(await tokenWith({})))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(secret)
  const able = gatewayThatValidates(
    'tenant-id="t1"',
    `${clients}<decryption-keys>${keyList}</decryption-keys>`,
  )
  expect(await able.sendToken(encrypted)).toEqual([200, undefined])
  // What was decrypted and verified is remembered by what was sent.
  expect(await able.sendToken(encrypted)).toEqual([200, undefined])
  expect(able.asked).toHaveLength(1)
  expect(await gatewayThatValidates().sendToken(encrypted)).toEqual([401, 'JwtInvalid'])
})

test.each([
  ['', clients, /needs tenant-id/],
  ['tenant-id="t" header-name="a" token-value="b"', clients, /it takes one of/],
  ['tenant-id="t"', '<client-application-ids />', /<client-application-ids> is empty/],
])('is refused with %s', (attributes, children, message) => {
  expect(() => gatewayThatValidates(attributes, children)).toThrow(message)
})
