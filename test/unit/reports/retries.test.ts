import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { ClientRecord } from '../../../ledger/records.ts'
import { gather } from '../../../reports/gather.ts'
import { summaryOf } from '../../../reports/render/json.ts'
import { retriesTables } from '../../../reports/render/sections/retries-table.ts'
import { RunStore } from '../../../reports/store/store.ts'
import { summarySchema } from '../../../reports/summary.ts'
import { backendBase, clientBase, gatewayBase, manifest, second, writeRun } from './run-folder.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const instance = 'westeurope-1-u1-a'
const startUs = manifest.loadStartUs + second
const ok = { outcome: 'ok', failure: 'none', status: 200 } as const
const busy = { outcome: 'failed', failure: 'none', status: 503 } as const
const refused = { outcome: 'failed', failure: 'refused', status: 0 } as const
const lost = { outcome: 'unknown', failure: 'deadline', status: 0 } as const
const limited = { outcome: 'rejected', failure: 'none', status: 429 } as const

/** A run of one request with these attempts, each 10 ms long, 90 ms after the one before. */
async function runOf(attempts: readonly Partial<ClientRecord>[], executed: readonly number[] = []) {
  const client = attempts.map((given, index) => {
    const intendedAtUs = startUs + index * 100_000
    const instants = { intendedAtUs, firedAtUs: intendedAtUs, dispatchedAtUs: intendedAtUs }
    const endedAtUs = intendedAtUs + 10_000
    return { ...clientBase, ...instants, endedAtUs, attempt: index + 1, ...given }
  })
  const answered = client.filter(({ status }) => status > 0)
  const gateway = [
    ...answered.map(({ attempt, status, dispatchedAtUs }) => ({
      ...gatewayBase,
      ...{ attempt, status, receivedAtUs: dispatchedAtUs, endedAtUs: dispatchedAtUs + 5 },
    })),
    ...executed.map((attempt) => {
      const receivedAtUs = client[attempt - 1]?.dispatchedAtUs ?? 0
      return { ...gatewayBase, event: 'received' as const, attempt, status: 0, receivedAtUs }
    }),
  ]
  const orders = executed.map((attempt) => {
    return { ...backendBase, attempt, receivedAtUs: client[attempt - 1]?.dispatchedAtUs ?? 0 }
  })
  const folder = writeRun({
    manifest,
    events: [],
    client: { 'load-1': client },
    gateway: { [`${instance}-1`]: gateway },
    backend: { orders },
  })
  folders.push(folder)
  await using store = await RunStore.open(folder)
  return await gather(store)
}

test.each([
  ['the last attempt decides', [busy, refused, ok], [], { ok: 1 }],
  ['the last attempt decides, also for the worse', [busy, limited], [], { rejected: 1 }],
  ['nothing of it was sent', [refused, refused], [], { failed: 1 }],
  ['an earlier attempt may have been executed', [lost, refused], [], { unknown: 1 }],
  ['an earlier one may have been, and a later one was', [lost, ok], [], { ok: 1 }],
  ['an answer later says nothing of an earlier attempt', [lost, busy], [1], { unknown: 1 }],
])('of the outcome of a request: %s', async (_case, attempts, executed, expected) => {
  const { reconciliation, blames } = await runOf(attempts, executed)
  const { sums, witnesses } = reconciliation
  const none = { ok: 0, rejected: 0, failed: 0, unknown: 0, notSent: 0 }
  expect(sums).toMatchObject({ ...none, ...expected, recorded: 1, attempts: attempts.length })
  expect(sums.isExact).toBe(true)
  const { executed: done, neverArrived } = witnesses.unknown
  expect(done + neverArrived).toBe(sums.unknown)
  expect(done).toBe(executed.length)
  // What is explained is what was not ok, by the same outcome.
  expect(blames.map(({ outcome }) => outcome)).toEqual(
    Object.keys(expected).filter((outcome) => outcome !== 'ok'),
  )
})

test('latency is from the first intended start to the last end; an attempt has its own', async () => {
  const findings = await runOf([busy, lost, ok])
  const { intendedAtUs, endedAtUs, attempts } = findings.evidence.requests
  expect((endedAtUs[0] ?? 0) - (intendedAtUs[0] ?? 0)).toBe(210_000)
  expect([...attempts]).toEqual([3])
  expect(findings.retries?.attempts.map(({ p50Ms }) => p50Ms)).toEqual([Infinity, Infinity, 10])
  expect(findings.retries?.phases).toEqual([{ phase: 'before', requests: 1, attempts: 3 }])
  const text = retriesTables(findings).markup
  expect(text).toContain('3.000')
  expect(text).toContain('no good answer')
  const files = { report: '', summary: '', junit: '', markdown: '', inFlight: '', parquet: [] }
  const summary = summarySchema.parse(summaryOf(findings, files))
  expect(summary.retries?.attempts[0]).toMatchObject({ attempt: 1, failed: 1, p50Ms: 'infinite' })
})

test('a run without retries has nothing to say of them', async () => {
  const findings = await runOf([ok])
  expect(findings.retries).toBeUndefined()
  expect(retriesTables(findings).markup).toBe('')
})
