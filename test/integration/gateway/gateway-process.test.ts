import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { traceparentOf } from '../../../ledger/ids.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { admissionRecord, gatewayRecord } from '../../../ledger/records.ts'
import { type Revision, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { runId, startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'
import { planeOf } from './management-plane.ts'

const returning = (text: string) =>
  document(
    `<policies><inbound><base /><return-response><set-body>${text}</set-body></return-response></inbound></policies>`,
  )

/** `/orders/says` tells which revision is served, `/orders/item` goes to the backend. */
function revision(number: number): Revision {
  const operations = [
    operationOf('says', { policy: returning(`revision ${number}`) }),
    operationOf('item'),
    operationOf('create', { method: 'POST', urlTemplate: '/item' }),
  ]
  return revisionOf(number, contentOf({ apis: [apiOf(operations)] }))
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-gateway-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Of a column of a ledger, as plain values. */
function column(ledger: ReturnType<typeof readLedger>, name: string): (string | number)[] {
  return [...(ledger.columns[name] ?? [])]
}

describe('a request', () => {
  test('goes to the backend and back, and stands in the ledger twice', async () => {
    const ledgerFolder = temporaryFolder()
    await using backend = await localBackend()
    await using gateway = await startGateway({
      revision: revision(1),
      ledgerFolder,
      hosts: { '*': backend.endpoint },
    })
    const traceparent = traceparentOf(runId, { requestId: 77, attempt: 2 })
    const answer = await fetch(`${gateway.url}/orders/item`, {
      method: 'POST',
      body: 'order',
      headers: { traceparent },
    })
    expect(await answer.json()).toMatchObject({ method: 'POST', url: '/base/item', body: 'order' })
    await fetch(`${gateway.url}/orders/nothing`)

    gateway.child.kill('SIGTERM')
    expect(await gateway.exited).toBe(0)
    const ledger = readLedger(
      join(ledgerFolder, 'gateway-westeurope-1-u1-a-1.ledger'),
      gatewayRecord,
    )
    expect(column(ledger, 'event')).toEqual(['received', 'answered', 'received', 'answered'])
    expect(column(ledger, 'requestId')).toEqual([77, 77, -1, -1])
    expect(column(ledger, 'attempt')).toEqual([2, 2, 1, 1])
    expect(column(ledger, 'operation')).toEqual(['create', 'create', '', ''])
    expect(column(ledger, 'status')).toEqual([0, 200, 0, 404])
    expect(column(ledger, 'layer')).toEqual(['none', 'backend', 'none', 'gateway'])
    expect(column(ledger, 'reason')).toEqual(['', '', '', 'OperationNotFound'])
    expect(column(ledger, 'backendAttempts')).toEqual([0, 1, 0, 0])
    expect(column(ledger, 'revision')).toEqual([1, 1, 1, 1])
    const admissions = join(ledgerFolder, 'admission-westeurope-1-u1-a-1.ledger')
    expect(readLedger(admissions, admissionRecord).count).toBe(0)
  })

  test('whose client leaves is abandoned, and the backend is let go', async () => {
    const ledgerFolder = temporaryFolder()
    let closed = 0
    await using backend = await localBackend(
      (head) => void head.socket.once('close', () => (closed += 1)),
    )
    await using gateway = await startGateway({
      revision: revision(1),
      ledgerFolder,
      hosts: { '*': backend.endpoint },
    })
    const client = new AbortController()
    const call = fetch(`${gateway.url}/orders/item`, { signal: client.signal }).catch(() => 'left')
    await expect.poll(() => backend.requests.length).toBe(1)
    client.abort()
    expect(await call).toBe('left')
    await expect.poll(() => closed).toBe(1)
    const path = join(ledgerFolder, 'gateway-westeurope-1-u1-a-1.ledger')
    await expect.poll(() => column(readLedger(path), 'event')).toEqual(['received', 'abandoned'])
  })

  test('under way is finished before the process ends', async () => {
    await using backend = await localBackend(
      (_head, response) => void setTimeout(() => response.end('done'), 300),
    )
    await using gateway = await startGateway({
      revision: revision(1),
      hosts: { '*': backend.endpoint },
    })
    const call = fetch(`${gateway.url}/orders/item`)
    await expect.poll(() => backend.requests.length).toBe(1)
    gateway.child.kill('SIGTERM')
    expect(await (await call).text()).toBe('done')
    expect(await gateway.exited).toBe(0)
  })

  test('to a backend that is away is an internal error, and the next one is not', async () => {
    const backend = await localBackend()
    await using gateway = await startGateway({
      revision: revision(1),
      hosts: { '*': backend.endpoint },
    })
    expect((await fetch(`${gateway.url}/orders/item`)).status).toBe(200)
    await backend[Symbol.asyncDispose]()
    expect((await fetch(`${gateway.url}/orders/item`)).status).toBe(500)
    expect((await fetch(`${gateway.url}/orders/says`)).status).toBe(200)
  })
})

test('status and metrics are served beside the APIs', async () => {
  await using gateway = await startGateway({ revision: revision(1) })
  await fetch(`${gateway.url}/orders/says`)
  expect((await fetch(`${gateway.url}/status-0123456789abcdef`)).status).toBe(200)
  const metrics = await (await fetch(`${gateway.url}/metrics-0123456789abcdef`)).text()
  expect(metrics).toMatch(
    /gatedrill_requests_total\{api="orders",status="200",layer="gateway",policy="return-response".*\} 1/,
  )
})

test('a port in use is said, and the process ends', async () => {
  await using backend = await localBackend()
  await expect(startGateway({ revision: revision(1), listen: backend.endpoint })).rejects.toThrow(
    'GATEWAY_PORT_IN_USE',
  )
})

test('a configuration that cannot be compiled is said, and the process ends', async () => {
  const api = apiOf([operationOf('bad', { policy: document('<policies><inbound>', 'bad.xml') })])
  const torn = revisionOf(1, contentOf({ apis: [api] }))
  await expect(startGateway({ revision: torn })).rejects.toThrow(/bad\.xml:1:\d+/)
})

test('the process ends with its parent', async () => {
  const gateway = await startGateway({ revision: revision(1) })
  gateway.child.stdin?.end()
  expect(await gateway.exited).toBe(0)
})

describe('revisions', () => {
  const says = async (url: string) => (await fetch(`${url}/orders/says`)).text()

  test('are taken over from the management plane, and the event says when', async () => {
    await using plane = await planeOf(revision(1))
    await using gateway = await startGateway({ management: plane.endpoint })
    expect(await says(gateway.url)).toBe('revision 1')
    plane.state.latest = revision(2)
    await expect.poll(() => says(gateway.url)).toBe('revision 2')
    expect(gateway.events.map(({ kind, detail }) => [kind, detail])).toMatchObject([
      ['revision-applied', { revision: 1 }],
      ['revision-applied', { revision: 2 }],
    ])
  })

  test('that are torn, older or not to be compiled are not taken over', async () => {
    await using plane = await planeOf(undefined)
    await using gateway = await startGateway({ management: plane.endpoint, revision: revision(5) })
    const broken = apiOf([operationOf('says', { policy: document('<policies><inbound>') })])
    const bad = [
      { ...revision(6), checksum: 'other' },
      revision(4),
      revisionOf(7, contentOf({ apis: [broken] })),
    ]
    for (const latest of bad) {
      plane.state.latest = latest
      const { asked } = plane.state
      await expect.poll(() => plane.state.asked).toBeGreaterThan(asked + 2)
      expect(await says(gateway.url)).toBe('revision 5')
    }
    plane.state.latest = revision(8)
    await expect.poll(() => says(gateway.url)).toBe('revision 8')
  })

  test('are served on without the management plane, also after a restart', async () => {
    const stateFolder = temporaryFolder()
    await using plane = await planeOf(revision(3))
    const launch = { management: plane.endpoint, stateFolder }
    {
      await using gateway = await startGateway(launch)
      plane.state.isAway = true
      await after(200)
      expect(await says(gateway.url)).toBe('revision 3')
    }
    await using again = await startGateway({ ...launch, incarnation: 2 })
    expect(await says(again.url)).toBe('revision 3')
  })

  test('kept on disk and torn there are not started from', async () => {
    const stateFolder = temporaryFolder()
    await using plane = await planeOf(revision(3))
    const launch = { management: plane.endpoint, stateFolder }
    await (await startGateway(launch))[Symbol.asyncDispose]()
    const path = join(stateFolder, 'revision.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('revision 3', 'revision X'))
    await using gateway = await startGateway({ ...launch, incarnation: 2 })
    expect(await says(gateway.url)).toBe('revision 3')
  })
})
