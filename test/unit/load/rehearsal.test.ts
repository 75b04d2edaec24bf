import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { LedgerWriter } from '../../../ledger/writer.ts'
import { rehearse } from '../../../load/rehearsal.ts'

const operation = {
  name: 'read',
  weight: 1,
  method: 'GET',
  path: '/orders/{id:1..50}',
  headers: { accept: 'application/json' },
  needsToken: true,
}

function launchIn(ledgerFolder: string, epochNs: bigint): LoadLaunch {
  return {
    generator: 'load-1',
    runId: '00000000000be4c4',
    epochNs: String(epochNs),
    seed: 1,
    ledgerFolder,
    // Nobody listens there: whoever asked it would get no answer.
    target: { host: '127.0.0.1', port: 1 },
    host: 'gateway.contoso.example',
    arrivals: 'poisson',
    ratePerS: 5,
    durationS: 3_600,
    warmUpS: 5,
    population: 'clients',
    connections: 2,
    deadlineMs: 60_000,
    connectTimeoutMs: 1_000,
    operations: [
      operation,
      { ...operation, name: 'write', method: 'POST', body: '{"quantity":1}' },
      { ...operation, name: 'later step', weight: 0 },
    ],
  }
}

test('a rehearsal sends 1,500 of the load to itself, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-rehearsal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const append = vi.spyOn(LedgerWriter.prototype, 'append')
  onTestFinished(() => append.mockRestore())
  const epochNs = newEpochNs()
  const after = (delayMs: number, call: () => void) => {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  }

  await rehearse(launchIn(folder, epochNs), clockSince(epochNs), after)

  const answered = append.mock.calls.filter(([record]) => record.status === 200)
  expect([append.mock.calls.length, answered.length]).toEqual([1_500, 1_500])
  expect(new Set(append.mock.calls.map(([record]) => record.operation))).toEqual(
    new Set(['read', 'write']),
  )
  expect(readdirSync(folder)).toEqual([])
})
