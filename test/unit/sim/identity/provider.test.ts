import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { newKeyRing } from '../../../../sim/identity/key-ring.ts'
import { identityProvider } from '../../../../sim/identity/provider.ts'

const issuer = 'https://login.contoso.example/contoso/v2.0'
const nowS = 1_700_000_000

async function providerOf() {
  const keys = await newKeyRing()
  const app = identityProvider({ issuer, tokenLifetimeS: 600, keys, nowS: () => nowS + 0.9 })
  const tokenOf = async (body: unknown) => {
    const { statusCode, payload } = await app.inject({
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    })
    return { statusCode, body: JSON.parse(payload) }
  }
  return { app, keys, tokenOf }
}

test.each(['/.well-known/openid-configuration', '/contoso/v2.0/.well-known/openid-configuration'])(
  'serves discovery at %s, and keys on the host of its issuer',
  async (url) => {
    const { app } = await providerOf()
    const { statusCode, payload } = await app.inject(url)
    expect(statusCode).toBe(200)
    expect(JSON.parse(payload)).toMatchObject({
      issuer,
      jwks_uri: 'https://login.contoso.example/jwks',
      id_token_signing_alg_values_supported: ['RS256'],
    })
  },
)

test('a token verifies against the published keys and has every registered claim', async () => {
  const { keys, tokenOf } = await providerOf()
  const { body } = await tokenOf({ audience: 'api://orders', claims: { roles: ['orders.read'] } })
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
  const { payload, protectedHeader } = await jwtVerify(
    body.access_token,
    createLocalJWKSet({ keys: [...keys.publicKeys().keys] }),
    { issuer, audience: 'api://orders', currentDate: new Date(nowS * 1_000) },
  )
  expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: keys.publicKeys().keys[0]?.kid })
  expect(payload).toMatchObject({ iat: nowS, nbf: nowS, exp: nowS + 600, sub: 'gatedrill' })
  expect(payload.roles).toEqual(['orders.read'])
})

test('claims may name the subject, but not the issuer or the times', async () => {
  const { tokenOf } = await providerOf()
  const claims = { sub: 'alice', iss: 'https://evil.example', exp: 9_999_999_999 }
  const { body } = await tokenOf({ audience: 'a', claims })
  const payload = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
  expect(payload).toMatchObject({ sub: 'alice', iss: issuer, exp: nowS + 600 })
})

test('private parts of a key are never published', async () => {
  const { app } = await providerOf()
  const { payload } = await app.inject('/jwks')
  const [key] = JSON.parse(payload).keys
  expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

test.each([
  ['keeps the old key published', 'overlap', 2],
  ['drops the old key when told to', 'none', 1],
] as const)('a rotation signs with a new key and %s', async (_case, publish, published) => {
  const { keys, tokenOf } = await providerOf()
  const before = decodeProtectedHeader((await tokenOf({ audience: 'a' })).body.access_token).kid
  const undo = await keys.rotate(publish)
  const after = decodeProtectedHeader((await tokenOf({ audience: 'a' })).body.access_token).kid
  expect(after).not.toBe(before)
  expect(keys.publicKeys().keys).toHaveLength(published)
  expect(keys.publicKeys().keys[0]?.kid).toBe(after)
  undo()
  expect(keys.publicKeys().keys.map(({ kid }) => kid)).toEqual([after, before])
})

test('a rotation that is published late signs with a key that nobody can know yet', async () => {
  const { keys, tokenOf } = await providerOf()
  const [known] = keys.publicKeys().keys
  const undo = await keys.rotate('late')
  const { kid } = decodeProtectedHeader((await tokenOf({ audience: 'a' })).body.access_token)
  expect(keys.publicKeys().keys).toEqual([known])
  undo()
  expect(keys.publicKeys().keys.map((key) => key.kid)).toEqual([kid, known?.kid])
})

test.each([
  ['no audience', {}],
  ['an unknown field', { audience: 'a', scope: 'b' }],
])('a token request with %s is refused', async (_case, request) => {
  const { tokenOf } = await providerOf()
  const { statusCode, body } = await tokenOf(request)
  expect(statusCode).toBe(400)
  expect(body.error).toBe('invalid_request')
})

test('anything else is not found, and says what there is', async () => {
  const { app } = await providerOf()
  const { statusCode, payload } = await app.inject('/authorize')
  expect(statusCode).toBe(404)
  expect(payload).toMatch('/jwks')
})
