import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { revisionOf } from '../../../ledger/revision.ts'
import { newKeyRing } from '../../../sim/identity/key-ring.ts'
import { identityProvider } from '../../../sim/identity/provider.ts'
import { apiOf, contentOf, document, inbound, operationOf } from '../../unit/gateway/in-memory.ts'
import { startGateway } from './gateway-process.ts'

const issuer = 'https://login.microsoftonline.com/t1/v2.0'

/** A provider, a backend that tells what it was called with, and a gateway between them. */
async function world(policy: string) {
  const open = new AsyncDisposableStack()
  const keys = await newKeyRing()
  const nowS = () => Date.now() / 1_000
  const provider = identityProvider({ issuer, tokenLifetimeS: 600, keys, nowS })
  let tokensGiven = 0
  provider.addHook('onRequest', async ({ url }) => {
    if (url.startsWith('/metadata/')) tokensGiven += 1
  })
  await provider.listen({ host: '127.0.0.1', port: 0 })
  open.defer(() => provider.close())
  const backend = createServer(({ headers }, response) => response.end(headers.authorization ?? ''))
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  open.defer(async () => void backend.close())
  const endpointOf = (address: AddressInfo | string | null) => ({
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
  })
  const identity = endpointOf(provider.server.address())
  const gateway = open.use(
    await startGateway({
      revision: revisionOf(
        1,
        contentOf({ apis: [apiOf([operationOf('item', { policy: document(inbound(policy)) })])] }),
      ),
      hosts: {
        '169.254.169.254': identity,
        'login.microsoftonline.com': identity,
        '*': endpointOf(backend.address()),
      },
    }),
  )
  const tokenFor = async (audience: string, claims: object) => {
    const body = JSON.stringify({ audience, claims })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${identity.port}/token`, {
      method: 'POST',
      headers,
      body,
    })
    const given: unknown = await answer.json()
    return String(Object(given).access_token)
  }
  const call = (token = '') =>
    fetch(`${gateway.url}/orders/item`, { headers: { authorization: `Bearer ${token}` } })
  return {
    call,
    tokenFor,
    tokensGiven: () => tokensGiven,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

test('a backend gets the token of the managed identity, asked for once', async () => {
  await using one = await world(
    '<authentication-managed-identity resource="https://vault.azure.net" />',
  )
  const answers = await Promise.all([1, 2, 3].map(async () => (await one.call('mine')).text()))
  const tokens = new Set(answers)
  expect([tokens.size, one.tokensGiven()]).toEqual([1, 1])
  const [text = ''] = tokens
  expect(decodeJwt(text.replace('Bearer ', ''))).toMatchObject({
    iss: issuer,
    aud: 'https://vault.azure.net',
    tid: 't1',
  })
})

test('a caller gets in with a token that the tenant gave to the application', async () => {
  await using one = await world(
    '<validate-azure-ad-token tenant-id="t1"><client-application-ids><application-id>portal</application-id></client-application-ids><audiences><audience>api://orders</audience></audiences></validate-azure-ad-token>',
  )
  const good = await one.tokenFor('api://orders', { azp: 'portal' })
  const other = await one.tokenFor('api://orders', { azp: 'stranger' })
  const statuses = await Promise.all(
    [good, other, 'none'].map(async (token) => (await one.call(token)).status),
  )
  expect(statuses).toEqual([200, 401, 401])
})
