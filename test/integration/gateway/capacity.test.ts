import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { traceparentOf } from '../../../ledger/ids.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { gatewayRecord } from '../../../ledger/records.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, operationOf } from '../../unit/gateway/in-memory.ts'
import { runId, startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'

const revision = revisionOf(1, contentOf({ apis: [apiOf([operationOf('item')])] }))
const capacity = { ratePerS: 50, queueMs: 300, metric: 'Capacity' } as const

async function overloaded(whenFull: 'answer-503' | 'drop') {
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'gatedrill-capacity-'))
  onTestFinished(() => rmSync(ledgerFolder, { recursive: true, force: true }))
  await using backend = await localBackend()
  await using gateway = await startGateway({
    revision,
    ledgerFolder,
    hosts: { '*': backend.endpoint },
    capacity: { ...capacity, whenFull },
  })
  // Sixty at once, of which about sixteen find a place within 300 ms.
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const traceparent = traceparentOf(runId, { requestId: index + 1, attempt: 1 })
      const sentAtMs = performance.now()
      const answer = await fetch(`${gateway.url}/orders/item`, { headers: { traceparent } }).catch(
        () => undefined,
      )
      const text = await answer?.text()
      return { status: answer?.status ?? 0, text, tookMs: performance.now() - sentAtMs }
    }),
  )
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics-0123456789abcdef`)).text()
    expect(metrics).toMatch(/gatedrill_capacity_percent\{instance="[^"]+"\} [1-9]/)
  }, 5_000)
  const file = join(ledgerFolder, 'gateway-westeurope-1-u1-a-1.ledger')
  const { columns } = readLedger(file, gatewayRecord)
  const records = [...(columns.event ?? [])].map((event, row) => ({
    event,
    status: columns.status?.[row],
    layer: columns.layer?.[row],
    policy: columns.policy?.[row],
    reason: columns.reason?.[row],
  }))
  return { answers, records }
}

const capacityExceeded = { layer: 'gateway', policy: 'capacity', reason: 'CapacityExceeded' }

test('over its capacity latency grows, and then requests are turned away by the gateway', async () => {
  const { answers, records } = await overloaded('answer-503')
  const served = answers.filter(({ status }) => status === 200)
  const turnedAway = answers.filter(({ status }) => status === 503)
  expect(served.length + turnedAway.length).toBe(60)
  expect(served.length).toBeGreaterThan(10)
  expect(turnedAway.length).toBeGreaterThan(20)
  // The last of the line waits as long as the line is, whatever the machine adds.
  expect(Math.max(...served.map(({ tookMs }) => tookMs))).toBeGreaterThan(200)
  expect(turnedAway[0]?.text).toBe('{ "statusCode": 503, "message": "Service Unavailable" }')
  const told = records.filter(({ event, status }) => event === 'answered' && status === 503)
  expect(told).toHaveLength(turnedAway.length)
  expect(told[0]).toMatchObject(capacityExceeded)
})

test('or their connections end without an answer', async () => {
  const { answers, records } = await overloaded('drop')
  const dropped = answers.filter(({ status }) => status === 0)
  expect(dropped.length).toBeGreaterThan(20)
  const told = records.filter(({ event }) => event === 'abandoned')
  expect(told.length).toBeGreaterThanOrEqual(dropped.length)
  expect(told[0]).toMatchObject(capacityExceeded)
})
