import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ClientRecord } from '../../../ledger/records.ts'
import { latenessOf } from '../../../reports/lateness.ts'
import { loadTimesOf } from '../../../reports/load-times.ts'
import { RunStore } from '../../../reports/store/store.ts'
import { clientBase, manifest, writeRun } from './run-folder.ts'

async function storeOf(clients: Readonly<Record<string, readonly ClientRecord[]>>) {
  const folder = writeRun({
    manifest,
    events: [],
    client: clients,
    edge: {},
    gateway: {},
    backend: {},
  })
  const store = await RunStore.open(folder)
  rmSync(folder, { recursive: true })
  return store
}

const { loadStartUs, loadEndUs } = manifest

/** A request that was late by 1 ms, waited 2 for a connection, 4 for it to open and 8 to be served. */
function requestOf(requestId: number, changes: Partial<ClientRecord> = {}): ClientRecord {
  const { intendedAtUs = loadStartUs + requestId } = changes
  return {
    ...clientBase,
    requestId,
    intendedAtUs,
    firedAtUs: intendedAtUs + 1_000,
    dispatchedAtUs: intendedAtUs + 3_000,
    connectedAtUs: intendedAtUs + 7_000,
    firstByteAtUs: intendedAtUs + 14_000,
    endedAtUs: intendedAtUs + 15_000,
    ...changes,
  }
}

test('lateness, pool wait, connect and service of an attempt add up to its response time', async () => {
  await using store = await storeOf({ a: [requestOf(1)], b: [requestOf(2)] })
  const times = await loadTimesOf(store)
  expect(times.map(({ name, p50Ms, count }) => [name, p50Ms, count])).toEqual([
    ['lateness', 1, 2],
    ['poolWait', 2, 2],
    ['connect', 4, 2],
    ['service', 8, 2],
    ['response', 15, 2],
  ])
})

test('a used connection has no connect, a request without an answer no service, the warm-up nothing', async () => {
  const none = { dispatchedAtUs: 0, connectedAtUs: 0, firstByteAtUs: 0, status: 0 }
  await using store = await storeOf({
    a: [
      requestOf(1, { connectedAtUs: 0 }),
      requestOf(2, { ...none, outcome: 'not-sent', failure: 'no-connection' }),
      requestOf(3, { intendedAtUs: loadStartUs - 1 }),
    ],
  })
  const times = await loadTimesOf(store)
  expect(times.map(({ name, maxMs, count }) => [name, maxMs, count])).toEqual([
    ['lateness', 1, 2],
    ['poolWait', 2, 1],
    ['service', 12, 1],
    ['response', 15, 1],
  ])
})

test('what is started only after the load is over was due, and does not count as reached', async () => {
  const late = [1, 2, 3].map((id) => requestOf(id, { firedAtUs: loadEndUs + id }))
  await using store = await storeOf({ a: [requestOf(9), ...late] })
  const lateness = await latenessOf(store)
  const loadS = (loadEndUs - loadStartUs) / 1e6
  expect([lateness?.duePerS, lateness?.startedPerS]).toEqual([4 / loadS, 1 / loadS])
})

test('only what failed for want of a socket is laid to the generator', async () => {
  const none = { dispatchedAtUs: 0, status: 0 }
  await using store = await storeOf({
    a: [
      requestOf(1, { ...none, outcome: 'failed', failure: 'no-connection' }),
      requestOf(2, { ...none, outcome: 'not-sent', failure: 'no-connection' }),
      requestOf(3, { ...none, outcome: 'failed', failure: 'refused' }),
    ],
  })
  expect((await latenessOf(store))?.withoutSocket).toBe(1)
})
