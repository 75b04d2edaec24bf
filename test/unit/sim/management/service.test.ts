import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { revisionSchema } from '../../../../ledger/revision.ts'
import { ordersContent } from './orders-content.ts'
import { planeWith } from './plane-in-memory.ts'

const storageFolder = mkdtempSync(join(tmpdir(), 'gatedrill-storage-'))
afterAll(() => rmSync(storageFolder, { recursive: true, force: true }))

const ordersPlane = async (given: Parameters<typeof planeWith>[1] = {}) =>
  planeWith([await ordersContent()], { ...given, facts: { storageFolder, ...given.facts } })
type Plane = Awaited<ReturnType<typeof planeWith>>

const contentOf = ({ store }: Plane) =>
  revisionSchema.parse(JSON.parse(store.revisions.latest()?.json ?? '')).content
const ask = ({ app }: Plane, instance: string, after: number) =>
  app.inject(`/revisions/latest?after=${after}&instance=${instance}`)
const marked = (value: string) => ({ properties: { displayName: 'marker', value } })

test('the service tells its locations, and which of them take no part in routing', async () => {
  const plane = await ordersPlane()
  const off = {
    properties: { additionalLocations: [{ location: 'northeurope', disableGateway: true }] },
  }
  expect((await plane.arm('PATCH', '', off)).statusCode).toBe(200)
  expect((await plane.arm('GET', '')).json()).toMatchObject({
    location: 'westeurope',
    zones: ['1', '2', '3'],
    properties: {
      provisioningState: 'Succeeded',
      disableGateway: false,
      additionalLocations: [{ location: 'northeurope', disableGateway: true }],
    },
  })
  expect(plane.routing).toEqual([['northeurope']])
  // No instance would see it.
  expect(plane.published).toEqual([])
  const unknown = { properties: { additionalLocations: [{ location: 'mars' }] } }
  expect((await plane.arm('PATCH', '', unknown)).statusCode).toBe(400)
})

test('the network status of a location tells which instances still ask', async () => {
  const plane = await ordersPlane()
  await ask(plane, 'westeurope-1-u1-a', 1)
  plane.passUs(4_000_000)
  await ask(plane, 'westeurope-1-u1-b', 1)
  const answer = await plane.arm('GET', '/locations/westeurope/networkstatus')
  expect(answer.json()).toMatchObject({
    connectivityStatus: [
      { name: 'westeurope-1-u1-a', status: 'failure' },
      { name: 'westeurope-1-u1-b', status: 'success' },
    ],
  })
  expect((await plane.arm('GET', '/networkstatus')).json()).toHaveLength(2)
  expect((await plane.arm('GET', '/locations/mars/networkstatus')).statusCode).toBe(404)
})

test('a node of a self-hosted gateway is connected while its heartbeats come', async () => {
  const plane = await ordersPlane()
  const beat = (instance: string) =>
    plane.app.inject({
      method: 'POST',
      url: '/heartbeats',
      payload: { gateway: 'factory', instance },
    })
  const shown = async () => (await plane.arm('GET', '/gateways/factory/heartbeats')).json<unknown>()
  expect(await shown()).toEqual({ value: [], count: 0 })
  expect((await beat('factory-n1')).statusCode).toBe(204)
  plane.passUs(120_000_000)
  await beat('factory-n2')
  plane.passUs(60_000_000)
  expect(await shown()).toMatchObject({
    value: [
      { name: 'factory-n1', properties: { status: 'disconnected' } },
      { name: 'factory-n2', properties: { status: 'connected' } },
    ],
  })
  await beat('factory-n1')
  await beat('factory-n1')
  expect(plane.connections).toEqual([
    ['factory-n1', true],
    ['factory-n2', true],
    ['factory-n1', false],
    ['factory-n1', true],
  ])
  expect((await plane.arm('GET', '/gateways/mars/heartbeats')).statusCode).toBe(404)
  const empty = await plane.app.inject({ method: 'POST', url: '/heartbeats', payload: {} })
  expect(empty.statusCode).toBe(400)
})

const backup = (backupName: string) => ({
  storageAccount: 'store',
  containerName: 'backups',
  backupName,
})
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
async function run(plane: Plane, action: 'backup' | 'restore', name: string, passUs: number) {
  // Its files are read by then, so that only the turned clock is waited for.
  await plane.configuration.view()
  const started = await plane.arm('POST', `/${action}`, backup(name))
  expect(started.statusCode).toBe(202)
  const location = String(started.headers.location)
  await settled()
  const early = (await plane.app.inject(location)).statusCode
  plane.passUs(passUs)
  await settled()
  return { early, late: await plane.app.inject(location) }
}

test('a backup is restored into the plane of another region, above what its instances run', async () => {
  const first = await ordersPlane()
  await first.arm('PUT', '/namedValues/marker', marked('kept'))
  const { early, late } = await run(first, 'backup', 'nightly', 1_500_000)
  expect([early, late.statusCode]).toEqual([202, 200])
  expect(first.backupsDone).toEqual([['backup-made', 'backups/nightly', 2]])

  const second = await planeWith([{ ...(await ordersContent()), apis: [] }], {
    facts: { storageFolder },
  })
  await ask(second, 'westeurope-1-u1-a', 7)
  const restored = await run(second, 'restore', 'nightly', 6_000_000)
  expect([restored.early, restored.late.statusCode]).toEqual([202, 200])
  expect(second.store.revisions.latest()?.number).toBe(8)
  expect(second.backupsDone).toEqual([['backup-restored', 'backups/nightly', 8]])
  expect(contentOf(second)).toEqual({ ...contentOf(first), source: contentOf(second).source })
  // One that comes later, with a revision that was lost, gets what was restored as well.
  const answer = await ask(second, 'westeurope-2-u2-a', 12)
  expect(revisionSchema.parse(answer.json()).number).toBe(13)
})

test.each([
  ['a backup that is not there', 'gone'],
  ['a name that leads out of the storage', '../x'],
])('%s cannot be restored', async (_case, name) => {
  const plane = await ordersPlane()
  expect((await plane.arm('POST', '/restore', backup(name))).statusCode).toBe(400)
})

test.each([
  ['of another tier', { facts: { tier: 'developer' } }, 6_000_000],
  ['older than 30 days', {}, 31 * 86_400_000_000],
])('a backup %s is refused in the end', async (_case, given, passUs) => {
  const name = `refused-${passUs}`
  await run(await ordersPlane(), 'backup', name, 1_500_000)
  const other = await ordersPlane(given)
  other.passUs(passUs)
  const { late } = await run(other, 'restore', name, 6_000_000)
  expect(late.statusCode).toBe(400)
})

test('one operation of the service at a time', async () => {
  const plane = await ordersPlane()
  expect((await plane.arm('POST', '/backup', backup('one'))).statusCode).toBe(202)
  expect((await plane.arm('POST', '/backup', backup('two'))).statusCode).toBe(409)
  expect((await plane.arm('GET', '')).json()).toMatchObject({
    properties: { provisioningState: 'Updating' },
  })
})

const textsSchema = z.object({ texts: z.record(z.string(), z.string()) })

test('an export is a folder that a gateway loads as the same configuration', async () => {
  const plane = await ordersPlane()
  await plane.arm('PUT', '/namedValues/marker', marked('kept'))
  await plane.arm('PUT', '/products/starter/policies/policy', {
    properties: { format: 'rawxml', value: '<policies><inbound><base /></inbound></policies>' },
  })
  const { texts } = textsSchema.parse((await plane.app.inject('/artifacts')).json())
  expect(JSON.stringify(texts)).not.toContain('first-of-contoso')
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-export-'))
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const keysOf = (id: string) => ({ primary: `first-of-${id}`, secondary: `second-of-${id}` })
  const { content, warnings } = await loadArtifacts(folder, { namedValues: {}, keysOf })
  rmSync(folder, { recursive: true })
  expect(warnings).toEqual([])
  const loaded: unknown = JSON.parse(JSON.stringify({ ...content, source: '' }))
  expect(loaded).toEqual({ ...contentOf(plane), source: '' })
})

test('an import keeps the keys of subscriptions that stay, and makes keys for new ones', async () => {
  const plane = await ordersPlane()
  const { texts } = textsSchema.parse((await plane.app.inject('/artifacts')).json())
  const added = {
    ...texts,
    'subscriptions/new/subscriptionInformation.json':
      texts['subscriptions/contoso/subscriptionInformation.json'],
  }
  const put = (body: unknown) =>
    plane.app.inject({
      method: 'PUT',
      url: '/artifacts',
      payload: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
  expect((await put({ texts: added })).statusCode).toBe(200)
  const keys = contentOf(plane).subscriptions.map(({ id, primaryKey }) => [id, primaryKey])
  expect(keys).toContainEqual(['contoso', 'first-of-contoso'])
  expect(keys).toContainEqual(['new', 'new-key-1'])
  const broken = { ...texts, 'policy.xml': '<policies><inbound>' }
  expect((await put({ texts: broken })).statusCode).toBe(400)
})

test('a value from a key vault is refreshed, and kept while the vault is out of reach', async () => {
  const identifier = 'https://v.vault.azure.net/secrets/api-key'
  let vault = () => ({ [identifier]: 'one' })
  const plane = await ordersPlane({ vault: () => vault() })
  const keyVault = { secretIdentifier: identifier }
  const body = { properties: { displayName: 'api-key', secret: true, keyVault } }
  const valueNow = () => contentOf(plane).namedValues.find(({ id }) => id === 'api-key')?.value
  const refresh = async () =>
    (await plane.arm('POST', '/namedValues/api-key/refreshSecret')).statusCode
  expect((await plane.arm('PUT', '/namedValues/api-key', body)).statusCode).toBe(201)
  expect(valueNow()).toBe('one')
  vault = () => {
    throw new Error('it does not answer')
  }
  expect([await refresh(), valueNow()]).toEqual([400, 'one'])
  vault = () => ({ [identifier]: 'two' })
  expect([await refresh(), valueNow()]).toEqual([200, 'two'])
})

test('the portal shows offered APIs and issues a key that the next revision knows', async () => {
  const plane = await ordersPlane()
  const evil = { properties: { displayName: '<script>alert(1)</script>' } }
  await plane.arm('PATCH', '/products/starter', evil, { 'if-match': '*' })
  const home = await plane.app.inject('/portal')
  expect(home.payload).toContain('<a href="/portal/apis/orders">')
  expect(home.payload).toContain('&lt;script&gt;')
  expect(home.payload).not.toContain('<script')
  expect(home.headers['content-security-policy']).toContain("default-src 'none'")
  expect((await plane.app.inject('/portal/apis/orders')).payload).toContain('POST /orders')
  expect((await plane.app.inject('/portal/apis/none')).statusCode).toBe(404)
  const subscribe = (payload: string) =>
    plane.app.inject({
      method: 'POST',
      url: '/portal/subscriptions',
      payload,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const issued = await subscribe('product=unlimited&name=Ada')
  const key = /id="key">([^<]+)</.exec(issued.payload)?.[1]
  expect(issued.statusCode).toBe(201)
  expect(contentOf(plane).subscriptions.map(({ primaryKey }) => primaryKey)).toContain(key)
  expect((await subscribe('product=none&name=Ada')).statusCode).toBe(400)
})

test('an API of no published product is not in the portal', async () => {
  const plane = await ordersPlane()
  const hide = { properties: { displayName: 'U', state: 'notPublished' } }
  for (const product of ['starter', 'unlimited']) {
    await plane.arm('PATCH', `/products/${product}`, hide, { 'if-match': '*' })
  }
  expect((await plane.app.inject('/portal')).payload).not.toContain('/portal/apis/')
})
