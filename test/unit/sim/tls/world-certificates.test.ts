import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { revisionOf } from '../../../../ledger/revision.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import {
  hostNamesOf,
  tlsPartsOf,
  worldCertificatesOf,
} from '../../../../sim/tls/world-certificates.ts'
import { contentOf } from '../content.ts'

const input = {
  name: 'certified',
  topology: {
    tier: 'premium',
    regions: { north: { zones: 1, units: 1 }, south: { zones: 1, units: 1 } },
  },
  gateway: {
    config: 'none',
    hosts: { '*': 'orders', 'stock.internal': 'stock' },
    namedValues: { far: 'https://far.example:8443/api' },
  },
  backends: { orders: { tls: true }, stock: { tls: true, regional: true }, plain: {} },
  identity: { issuer: 'https://login.test/tenant/v2.0', tls: true },
  load: { ratePerS: 1, durationS: 1 },
  objectives: ['recovery < 10s'],
}
const scenario = scenarioSchema.parse(input)
const regions = ['north', 'south']
const revision = revisionOf(1, contentOf({}))
const now = new Date('2026-05-01T12:00:00Z')

test('each process that speaks TLS has its certificates, and no other', () => {
  expect(tlsPartsOf(scenario, regions)).toEqual([
    'orders',
    'stock-north',
    'stock-south',
    'identity',
  ])
})

test('a world in which nobody speaks TLS has no certificates', async () => {
  const plain = scenarioSchema.parse({
    ...input,
    gateway: { config: 'none', hosts: { '*': 'orders' } },
    backends: { orders: {} },
    identity: { issuer: 'http://login.test/' },
  })
  expect(await worldCertificatesOf({ scenario: plain, regions, revision }, now)).toBeUndefined()
})

test('one certificate is in its time, the other is not any more, and both are of one key', async () => {
  const issued = await worldCertificatesOf({ scenario, regions, revision }, now)
  const authority = new X509Certificate(issued?.authority ?? '')
  const orders = issued?.certificates.get('orders')
  const [valid, expired] = [orders?.valid, orders?.expired].map(
    (pem) => new X509Certificate(pem ?? ''),
  )
  expect(valid?.validFromDate.getTime()).toBeLessThan(now.getTime())
  expect(valid?.validToDate.getTime()).toBeGreaterThan(now.getTime())
  expect(expired?.validToDate.getTime()).toBeLessThan(now.getTime())
  for (const certificate of [valid, expired]) {
    expect(certificate?.verify(authority.publicKey)).toBe(true)
    expect(certificate?.checkPrivateKey(createPrivateKey(orders?.key ?? ''))).toBe(true)
    expect(certificate?.checkHost('stock.internal')).toBe('stock.internal')
    expect(certificate?.checkHost('orders')).toBe('orders')
    expect(certificate?.checkHost('other.example')).toBeUndefined()
  }
})

test.each([
  ['a URL of the configuration', '{"url":"https://Api.Contoso.example/v1"}', 'api.contoso.example'],
  ['a WebSocket', '{"url":"wss://events.example"}', 'events.example'],
  ['within a policy', '<set-backend-service base-url=\\"http://in.policy:81/\\" />', 'in.policy'],
  ['a named value of the scenario', '', 'far.example'],
  ['a host of the scenario', '', 'stock.internal'],
  ['the issuer', '', 'login.test'],
  ['a login host of the cloud', '', 'login.microsoftonline.com'],
])('gateways may call %s', (_case, content, host) => {
  expect(hostNamesOf(scenario, content)).toContain(host)
})

test('what is no host name is none, and each is named once', () => {
  const names = hostNamesOf(
    scenario,
    'https://a.example https://a.example http://{{host}}/ http://-/',
  )
  expect(names.filter((name) => name === 'a.example')).toEqual(['a.example'])
  expect(names).not.toContain('*')
  expect(names.every((name) => /^[a-z\d.-]+$/.test(name))).toBe(true)
})

test('a provider that speaks TLS has an issuer that says so', () => {
  const identity = { issuer: 'http://login.test/', tls: true }
  expect(() => scenarioSchema.parse({ ...input, identity })).toThrow(/an https URL/)
})
