import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { expect, test, vi } from 'vitest'
import type { NoticeEvent } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { traceparentOf } from '../../../../ledger/ids.ts'
import { publishedSchema, syncStatusSchema } from '../../../../ledger/launch/management.ts'
import { readLedger } from '../../../../ledger/reader.ts'
import { backendRecord } from '../../../../ledger/records.ts'
import { isIntact, revisionSchema } from '../../../../ledger/revision.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Child } from '../../../../sim/processes/child.ts'
import { contentOf } from '../../../unit/sim/content.ts'
import { runFolder } from '../run-folder.ts'

const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const runId = '0123456789abcdef'
const common = {
  runId,
  epochNs: String(epochNs),
  listen: { host: '127.0.0.1', port: 0 },
}

type Folder = ReturnType<typeof runFolder>

function startOf(main: string, launch: object, folder: Folder, events: NoticeEvent[] = []) {
  return Child.start({
    name: main.replaceAll('/', '-'),
    main,
    launch: { ...common, ...launch },
    logPath: folder.log('child'),
    readyWithinMs: 20_000,
    clock,
    onEvent: (event) => events.push(event),
  })
}

const urlOf = (child: Child, path: string) => `http://127.0.0.1:${child.portOf('http')}${path}`

function managementOf(folder: Folder, events: NoticeEvent[] = []) {
  const firstContentFile = join(folder.path, 'content.json')
  writeFileSync(firstContentFile, JSON.stringify(contentOf({ source: 'first' })))
  const databaseFile = join(folder.path, 'management.sqlite')
  return startOf('sim/management/main', { firstContentFile, databaseFile }, folder, events)
}

function publish(management: Child, source: string) {
  return fetch(urlOf(management, '/revisions/latest'), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(contentOf({ source })),
  })
}

test('the management plane publishes its first content and says so', async () => {
  using folder = runFolder()
  const events: NoticeEvent[] = []
  await using management = await managementOf(folder, events)
  expect(events).toMatchObject([{ kind: 'revision-published', detail: { number: 1 } }])
  const answer = await fetch(urlOf(management, '/revisions/latest?after=0&instance=x'))
  const revision = revisionSchema.parse(await answer.json())
  expect(revision).toMatchObject({ number: 1, content: { source: 'first' } })
  expect(isIntact(revision)).toBe(true)
})

test('an acknowledged publish survives the death of the management plane', async () => {
  using folder = runFolder()
  {
    await using management = await managementOf(folder)
    for (let number = 2; number <= 20; number += 1) {
      const answer = await publish(management, `revision ${number}`)
      expect(publishedSchema.parse(await answer.json()).number).toBe(number)
    }
    process.kill(management.pid, 'SIGKILL')
    await management.exited
  }
  const events: NoticeEvent[] = []
  await using management = await managementOf(folder, events)
  // It goes on from what it held; the first content is not published again.
  expect(events).toEqual([])
  const answer = await fetch(urlOf(management, '/revisions/latest'))
  const revision = revisionSchema.parse(await answer.json())
  expect(revision).toMatchObject({ number: 20, content: { source: 'revision 20' } })
  const status = await (await fetch(urlOf(management, '/instances'))).json()
  expect(syncStatusSchema.parse(status)).toEqual({ latest: 20, instances: [] })
})

test.each([
  ['that is missing', undefined, /content\.json cannot be read/],
  ['that is no JSON', '{', /cannot be read as JSON/],
  ['that is no configuration', '{"apis":1}', /is no gateway configuration/],
])('a management plane with a first content %s says so and ends', async (_case, text, message) => {
  using folder = runFolder()
  const firstContentFile = join(folder.path, 'content.json')
  if (text !== undefined) writeFileSync(firstContentFile, text)
  const launch = { firstContentFile, databaseFile: join(folder.path, 'db') }
  await expect(startOf('sim/management/main', launch, folder)).rejects.toThrow(message)
})

test('tokens of the identity provider verify against its discovery and keys', async () => {
  using folder = runFolder()
  const launch = { issuer: 'https://login.contoso.example/t/v2.0', tokenLifetimeS: 60 }
  await using identity = await startOf('sim/identity/main', launch, folder)
  const minted = await fetch(urlOf(identity, '/token'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience: 'api://orders', claims: { roles: ['a'] } }),
  })
  const { access_token: token } = Object(await minted.json())
  const keys = createRemoteJWKSet(new URL(urlOf(identity, '/jwks')))
  const { payload } = await jwtVerify(token, keys, {
    issuer: launch.issuer,
    audience: 'api://orders',
  })
  expect(payload.roles).toEqual(['a'])

  await identity.command('rotate-keys', { drop: true })
  const rotated = createRemoteJWKSet(new URL(urlOf(identity, '/jwks')))
  await expect(jwtVerify(token, rotated)).rejects.toThrow(/no applicable key/)
})

function backendOf(folder: Folder, changes: object = {}) {
  const launch = { name: 'orders', seed: 1, latencyMs: 1, spread: 0.3, bodyBytes: 512 }
  const ledgerFolder = join(folder.path, 'ledgers')
  return startOf('sim/backends/main', { ...launch, ledgerFolder, ...changes }, folder)
}

const rowsOf = (folder: Folder, name = 'backend-orders.ledger') =>
  readLedger(join(folder.path, 'ledgers', name), backendRecord)

test('a backend writes down every call, and nothing is missing after it is stopped', async () => {
  using folder = runFolder()
  const backend = await backendOf(folder)
  const calls = Array.from({ length: 200 }, (_, index) => index + 1)
  await Promise.all(
    calls.map(async (requestId) => {
      const answer = await fetch(urlOf(backend, `/orders/${requestId}`), {
        method: 'POST',
        body: 'x'.repeat(10_000),
        headers: { traceparent: traceparentOf(runId, { requestId, attempt: 1 }) },
      })
      expect(answer.status).toBe(201)
      expect(await answer.text()).toHaveLength(512)
    }),
  )
  await backend.stop()
  const { count, columns, gaps, tornBytes } = rowsOf(folder)
  expect({ count, gaps, tornBytes }).toEqual({ count: 400, gaps: 0, tornBytes: 0 })
  expect([...(columns.event ?? [])].filter((event) => event === 'answered')).toHaveLength(200)
  expect(new Set<unknown>(columns.requestId ?? []).size).toBe(200)
  expect(new Set<unknown>(columns.operation ?? [])).toEqual(new Set(['POST /orders/*']))
})

test('a caller that goes away before the answer leaves an abandoned call behind', async () => {
  using folder = runFolder()
  await using backend = await backendOf(folder, { latencyMs: 60_000, spread: 0 })
  const call = httpRequest(urlOf(backend, '/slow'), { method: 'GET' })
  call.on('error', () => undefined)
  call.end()
  await once(call, 'socket')
  await vi.waitFor(() => expect(rowsOf(folder).count).toBe(1), 5_000)
  call.destroy()
  await vi.waitFor(() => {
    const { columns } = rowsOf(folder)
    expect(columns.event).toEqual(['received', 'abandoned'])
    expect([...(columns.status ?? [])]).toEqual([0, 0])
  }, 5_000)
})

test('a backend that is started again writes a ledger of its own', async () => {
  using folder = runFolder()
  await (await backendOf(folder)).stop()
  await using backend = await backendOf(folder, { incarnation: 2 })
  await fetch(urlOf(backend, '/'))
  await vi.waitFor(() => expect(rowsOf(folder, 'backend-orders-2.ledger').count).toBe(2), 5_000)
})

test('a port in use is said, and the process ends', async () => {
  using folder = runFolder()
  await using first = await backendOf(folder)
  const listen = { host: '127.0.0.1', port: first.portOf('http') }
  await expect(backendOf(folder, { listen, incarnation: 2 })).rejects.toThrow(/EADDRINUSE/)
})
