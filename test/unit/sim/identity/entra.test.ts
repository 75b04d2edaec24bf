import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { newKeyRing } from '../../../../sim/identity/key-ring.ts'
import { identityProvider } from '../../../../sim/identity/provider.ts'

const issuer = 'https://login.microsoftonline.com/t1/v2.0'
const nowS = 1_700_000_000

async function providerOf() {
  const keys = await newKeyRing()
  return identityProvider({ issuer, tokenLifetimeS: 600, keys, nowS: () => nowS })
}

const metadata = '/metadata/identity/oauth2/token?api-version=2018-02-01'

test.each([
  ['of the instance', '', 'system-assigned'],
  ['of a user-assigned identity', '&client_id=c1', 'c1'],
])('a managed identity gets a token: %s', async (_case, query, clientId) => {
  const app = await providerOf()
  const url = `${metadata}&resource=https://vault.azure.net${query}`
  const { statusCode, payload } = await app.inject({ url, headers: { metadata: 'true' } })
  const answer = JSON.parse(payload)
  expect([statusCode, answer.expires_in, answer.expires_on]).toEqual([200, '600', '1700000600'])
  expect(decodeJwt(answer.access_token)).toMatchObject({
    iss: issuer,
    aud: 'https://vault.azure.net',
    appid: clientId,
    tid: 't1',
    exp: nowS + 600,
  })
})

test.each([
  ['without the header', {}, '&resource=a', /Metadata: true/],
  ['without a resource', { metadata: 'true' }, '', /resource/],
])('the metadata service refuses %s', async (_case, headers, query, message) => {
  const app = await providerOf()
  const { statusCode, payload } = await app.inject({ url: `${metadata}${query}`, headers })
  expect([statusCode, JSON.parse(payload).error]).toEqual([400, 'invalid_request'])
  expect(JSON.parse(payload).error_description).toMatch(message)
})

test.each([
  [
    'a scope',
    '/t1/oauth2/v2.0/token',
    'scope=https%3A%2F%2Fgraph.example%2F.default',
    'https://graph.example',
  ],
  ['a resource', '/t1/oauth2/token', 'resource=api%3A%2F%2Forders', 'api://orders'],
])('a client gets a token for %s', async (_case, url, asked, audience) => {
  const app = await providerOf()
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `grant_type=client_credentials&client_id=c1&client_secret=s&${asked}`,
  })
  expect(statusCode).toBe(200)
  expect(decodeJwt(JSON.parse(payload).access_token)).toMatchObject({ aud: audience, azp: 'c1' })
})

test.each([
  ['another grant', '/t1/oauth2/v2.0/token', 'grant_type=password', 400],
  ['another path', '/t1/oauth2/authorize', '', 404],
])('a client is refused: %s', async (_case, url, payload, status) => {
  const app = await providerOf()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(status)
})

test.each(['/t1/discovery/v2.0/keys', '/common/discovery/keys'])('keys are at %s', async (url) => {
  const app = await providerOf()
  expect(JSON.parse((await app.inject(url)).payload).keys).toHaveLength(1)
})
