import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenAnswerSchema } from '../../../../ledger/launch/identity.ts'
import { sendCanary } from '../../../../sim/canary.ts'
import { until } from '../../../../sim/clock.ts'
import {
  apiOf,
  contentOf,
  document,
  inbound,
  operationOf,
} from '../../../unit/gateway/in-memory.ts'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

const issuer = 'https://login.test/tenant/v2.0'

/** Keys are kept for an hour: each operation has an issuer of its own to pull them from. */
function guardedBy(name: string) {
  const url = `https://login.test/${name}/.well-known/openid-configuration`
  const policy = `<validate-jwt header-name="Authorization" failed-validation-error-message="refused">
    <openid-config url="${url}" /></validate-jwt>`
  return operationOf(name, { policy: document(inbound(policy)) })
}

/** Tells its caller what went wrong. */
const told = operationOf('told', {
  policy: document(
    `<policies><on-error><base /><set-body>@(context.LastError.Reason + ": " + context.LastError.Message)</set-body></on-error></policies>`,
  ),
})

/** One world for all rows, whose backend and identity provider speak TLS. */
let small: Awaited<ReturnType<typeof smallWorld>>
let headers: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  small = await smallWorld(
    {
      topology: { tier: 'standard-v2', regions: { r: { zones: 1, units: 1 } } },
      backends: { orders: { latencyMs: 5, tls: true } },
      gateway: { config: 'none', hosts: { '*': 'orders' } },
      identity: { issuer, tls: true },
    },
    contentOf({
      apis: [apiOf([operationOf('item'), told, guardedBy('early'), guardedBy('late')])],
    }),
  )
  const { host, port } = small.world.tokenEndpoint()
  const minted = await fetch(`http://${host}:${port}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience: 'orders' }),
  })
  const { access_token: token } = tokenAnswerSchema.parse(await minted.json())
  headers = { authorization: `Bearer ${token}` }
}, 60_000)
afterAll(() => small[Symbol.asyncDispose]())

async function call(path: string) {
  const endpoint = small.world.edgeEndpoint()
  const { status, body } = await sendCanary(
    { endpoint, path, headers, withinMs: 2_000 },
    small.clock,
  )
  return { status, body }
}

test('requests reach a backend whose certificate is good', async () => {
  expect(await call('/orders/item')).toMatchObject({ status: 200 })
})

// A handshake takes its time on a busy machine.
const withinMs = 2_000

const rows = [
  { kind: 'backend-certificate-expired', params: { backend: 'orders' }, felt: '500 none' },
  // What it suffers else is the same over TLS.
  { kind: 'backend-reset', params: { bodyShare: 0.5 }, felt: '500 none' },
  { kind: 'backend-refuse', params: {}, felt: '500 none' },
] as const

test.each(rows)(
  '$kind is proven, felt by clients, and heals',
  async ({ kind, params, felt }) => {
    const { during, after, ...outcome } = await runInWorld(
      small,
      { kind, ...params },
      { isFelt: (answers) => answers.includes(felt), withinMs },
    )
    expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
    expect(during).toContain(felt)
    expect(after).toEqual(['200 none', '200 none'])
  },
  30_000,
)

test('an expired certificate is refused by every connection that is opened, and the reason is told', async () => {
  const faultWorld = small.world.forFault('by hand', 30_000, new AbortController().signal)
  const harm = await faultWorld.harmPart('orders', { kind: 'certificate' })
  // A connection that was busy when it expired may be known to be at its end a moment later.
  await until(small.clock, { periodMs: 20, withinMs: 5_000 }, isRefused)
  for (let count = 0; count < 10; count += 1) {
    expect(await call('/orders/told')).toEqual({ status: 500, body: expiredText })
  }
  await harm[Symbol.asyncDispose]()
  expect(await call('/orders/told')).toMatchObject({ status: 200 })
})

const expiredText =
  'BackendConnectionFailure: The SSL connection could not be established (certificate has expired)'
const isRefused = async () => (await call('/orders/told')).status === 500

test('with the certificate of the identity provider expired no keys are pulled, until it is healed', async () => {
  const { during, after, ...outcome } = await runInWorld(
    small,
    { kind: 'identity-certificate-expired' },
    {
      isFelt: (answers) => answers.length >= 10,
      withinMs,
      path: '/orders/early',
      pathAfter: '/orders/late',
      headers: async () => headers,
    },
  )
  expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
  expect(new Set(during)).toEqual(new Set(['401 none']))
  expect(after).toEqual(['200 none', '200 none'])
}, 40_000)

test('no private key is written down', () => {
  const { folder } = small.context
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => text.includes('PRIVATE KEY'))).toEqual([])
})
