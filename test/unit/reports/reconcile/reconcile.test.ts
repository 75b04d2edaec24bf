import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { ClientRecord, GatewayRecord } from '../../../../ledger/records.ts'
import { reconcile } from '../../../../reports/reconcile/reconcile.ts'
import { judgedSums } from '../../../../reports/reconcile/sums.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import {
  backendBase,
  clientBase,
  edgeBase,
  gatewayBase,
  manifest,
  type RunContent,
  second,
  writeRun,
} from '../run-folder.ts'
import { times, zoneDownRun } from '../zone-down-run.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function reconciled(content: RunContent, harm: (folder: string) => void = () => undefined) {
  const folder = writeRun(content)
  folders.push(folder)
  harm(folder)
  await using store = await RunStore.open(folder)
  return { ...(await reconcile(store)), ledgers: store.ledgers }
}

const alive = 'westeurope-1-u1-a'
const dying = 'westeurope-2-u2-a'
const atUs = 10 * second
const load = {
  offered: 1,
  scheduleDigest: '',
  pacerLatenessP50Ms: 0,
  pacerLatenessP99Ms: 0,
  pacerLatenessMaxMs: 0,
}

/** A run of one request, whose witnesses are given. */
const oneRequest = (
  client: Partial<ClientRecord>,
  gateway: readonly Partial<GatewayRecord>[],
  executions: number,
  instance = alive,
): RunContent => ({
  manifest: { ...manifest, loads: [load] },
  events: [],
  client: {
    'load-1': [
      { ...clientBase, intendedAtUs: atUs, dispatchedAtUs: atUs, endedAtUs: atUs + 9, ...client },
    ],
  },
  gateway: {
    [`${instance}-1`]: gateway.map((record) => ({ ...gatewayBase, receivedAtUs: atUs, ...record })),
  },
  backend: {
    orders: Array.from({ length: executions }, (_none, index) => ({
      ...backendBase,
      receivedAtUs: atUs + index,
    })),
  },
})

const unknown = { outcome: 'unknown', failure: 'deadline', status: 0 } as const

test.each([
  ['nobody saw it', [], 0, 'neverArrived'],
  ['the gateway had refused it', [{ status: 429, layer: 'gateway' }], 0, 'rejected'],
  ['a backend executed it', [{ event: 'received' }], 1, 'executed'],
  ['the gateway had answered from its cache', [{ status: 200, layer: 'gateway' }], 0, 'executed'],
  ['an instance received it and did nothing', [{ event: 'received' }], 0, 'arrivedOnly'],
  ['an instance gave it up', [{ event: 'abandoned', status: 0 }], 0, 'arrivedOnly'],
] as const)('of unknown outcome, when %s', async (_case, gateway, executions, fate) => {
  const { witnesses, sums } = await reconciled(oneRequest(unknown, gateway, executions))
  const none = { neverArrived: 0, rejected: 0, executed: 0, arrivedOnly: 0 }
  expect(witnesses.unknown).toEqual({ ...none, [fate]: 1 })
  expect(sums).toMatchObject({ unknown: 1, isExact: true })
})

test('a request that a backend executed twice is a duplicate of the gateway', async () => {
  const { witnesses } = await reconciled(oneRequest({}, [{}], 2))
  expect(witnesses.duplicates).toEqual({ requests: 1, byClient: 0, byGateway: 1 })
})

test('an execution that no gateway ledger knows is a phantom, and breaks the reconciliation', async () => {
  const { witnesses, broken } = await reconciled(oneRequest(unknown, [], 1))
  expect(witnesses.phantoms).toEqual({ ofKilled: 0, unexplained: 1 })
  expect(broken).toEqual(['1 executions at a backend that no gateway ledger knows'])
})

test('an answer that no gateway ledger knows is lost telemetry', async () => {
  const { witnesses, broken } = await reconciled(oneRequest({}, [], 0))
  expect(witnesses.unwitnessed).toEqual({ ofKilled: 0, unexplained: 1 })
  expect(broken).toHaveLength(1)
})

const sent = { dispatchedAtUs: atUs, endedAtUs: atUs + 30_000 }
const received = (afterUs: number) => ({ receivedAtUs: atUs + afterUs, endedAtUs: atUs + 25_000 })

test.each([
  ['before it was sent', -200_000, [`client and gateway ${alive}`, `gateway ${alive} and backend`]],
  [
    'after it was answered',
    500_000,
    [`client and gateway ${alive}`, `gateway ${alive} and backend`],
  ],
])(
  'a request that came %s is of a wrong clock, and breaks the reconciliation',
  async (_case, afterUs, pairs) => {
    const gateway = {
      ...received(1_000),
      receivedAtUs: atUs + afterUs,
      endedAtUs: atUs + afterUs + 9,
    }
    const { broken } = await reconciled(oneRequest(sent, [gateway], 1))
    expect(broken).toHaveLength(2)
    for (const pair of pairs) expect(broken.join('\n')).toContain(`the clocks of ${pair}`)
    expect(broken.join('\n')).toMatch(/differ by \d+ ms at least: 1 requests came before/)
  },
)

test('wrong clocks are found in what was executed twice, and in what no client knows', async () => {
  const gateway = { ...received(1_000), receivedAtUs: atUs + 500_000, endedAtUs: atUs + 500_009 }
  const pair = `the clocks of gateway ${alive} and backend`
  const twice = await reconciled(oneRequest(sent, [gateway], 2))
  expect(twice.broken.join('\n')).toContain(pair)
  const content = oneRequest(sent, [gateway], 1)
  const foreign = { ...content, client: { 'load-1': [] } }
  const { broken, witnesses } = await reconciled(foreign)
  expect(witnesses.strangers).toBe(1)
  expect(broken.join('\n')).toContain(pair)
})

test('witnesses of one clock agree, and so do those that read it a moment apart', async () => {
  for (const afterUs of [1_000, -5_000]) {
    expect((await reconciled(oneRequest(sent, [received(afterUs)], 1))).broken).toEqual([])
  }
})

test('what a killed instance had not written yet is counted, and is no error', async () => {
  const content: RunContent = {
    ...oneRequest({ connectionPort: 40_000 }, [], 1, dying),
    events: [{ atUs: 11 * second, kind: 'process-exited', source: 'controller', instance: dying }],
    edge: {
      westeurope: [
        { ...edgeBase, instance: dying, openedAtUs: atUs - 5, closedAtUs: atUs + 20 },
        // The same port, carried by another connection before.
        { ...edgeBase, instance: alive, openedAtUs: atUs - 900, closedAtUs: atUs - 800 },
      ],
    },
  }
  const { witnesses, broken } = await reconciled(content)
  expect(witnesses).toMatchObject({
    phantoms: { ofKilled: 1, unexplained: 0 },
    unwitnessed: { ofKilled: 1, unexplained: 0 },
  })
  expect(broken).toEqual([])
})

test('an execution of a request that no client knows is a stranger', async () => {
  const content = oneRequest({}, [{}], 1)
  const foreign = { ...backendBase, requestId: 999 }
  const probe = { ...backendBase, requestId: 0, attempt: 0 }
  const orders = [...(content.backend?.orders ?? []), foreign, probe]
  const { witnesses } = await reconciled({ ...content, backend: { orders } })
  expect(witnesses.strangers).toBe(1)
})

test.each([
  ['adds up', { recorded: 6, ok: 2 }, 6, undefined],
  ['an outcome is missing', { recorded: 7, ok: 2 }, 7, '7 requests are recorded, but only 6'],
  ['a request is missing', { recorded: 6, ok: 2 }, 9, '9 requests were scheduled, but'],
  ['no schedule is known', { recorded: 6, ok: 2 }, undefined, undefined],
])('the sum of the outcomes: %s', (_case, counted, scheduled, why) => {
  const rest = { rejected: 1, failed: 1, unknown: 1, notSent: 1, attempts: 6 }
  const sums = judgedSums({ ...rest, ...counted }, scheduled)
  expect(sums.isExact).toBe(why === undefined)
  expect(sums.why ?? '').toContain(why ?? '')
})

test('a drill is reconciled, and every request in the dead zone is accounted for', async () => {
  const { sums, broken, inFlight, witnesses } = await reconciled(zoneDownRun())
  expect(broken).toEqual([])
  expect(sums.isExact).toBe(true)
  expect(inFlight.length).toBe(sums.unknown)
  const { neverArrived, executed, arrivedOnly, rejected } = witnesses.unknown
  expect(neverArrived + executed + arrivedOnly + rejected).toBe(sums.unknown)
  for (const { relation, dispatchedAtUs, zone } of inFlight) {
    expect(zone).toBe('westeurope-2')
    expect(relation).toBe(dispatchedAtUs < times.proven ? 'at-t0' : 'before-detection')
  }
})

test('a ledger that was cut off is named with what was read of it, and breaks the sum', async () => {
  const { broken, ledgers } = await reconciled(zoneDownRun(), (folder) => {
    const path = join(folder, 'ledgers', 'client-load-1.ledger')
    truncateSync(path, Math.floor(statSync(path).size / 2) + 1)
  })
  const client = ledgers.find(({ record }) => record === 'client')
  expect(client?.tornBytes).toBeGreaterThan(0)
  expect(broken.join()).toMatch(/requests were scheduled, but the client ledgers hold \d+/)
  expect(broken.join()).toMatch(
    /client-load-1.ledger: \d+ records at its end are gone, its last record is cut off; \d+ records read/,
  )
})

test('a ledger of a killed instance may be cut off', async () => {
  const { broken, ledgers } = await reconciled(zoneDownRun(), (folder) => {
    const path = join(folder, 'ledgers', `gateway-${dying}-1.ledger`)
    truncateSync(path, statSync(path).size - 3)
  })
  expect(ledgers.filter(({ tornBytes }) => tornBytes > 0)).toHaveLength(1)
  expect(broken).toEqual([])
})

test('a file that is no ledger is named, and the rest is read', async () => {
  const { broken, sums } = await reconciled(zoneDownRun(), (folder) => {
    const ledgers = readdirSync(join(folder, 'ledgers'))
    expect(ledgers).toContain('edge-westeurope.ledger')
    writeFileSync(join(folder, 'ledgers', 'edge-westeurope.ledger'), 'nonsense')
  })
  expect(sums.isExact).toBe(true)
  expect(broken).toEqual([
    'ledger edge-westeurope.ledger: this file does not start like a ledger; 0 records read',
  ])
})
