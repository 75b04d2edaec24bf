import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLedger } from '../../../../ledger/reader.ts'
import { clientRecord } from '../../../../ledger/records.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { runDrill } from '../../../../sim/run.ts'
import { runFolder } from '../run-folder.ts'
import { smallDrill, smallScenario, stepsOf } from '../small-drill.ts'

const faults = [
  { kind: 'client-burst', ratePerS: 60 },
  { kind: 'client-disconnect', share: 0.4, afterMs: 1 },
  { kind: 'client-retry-storm', tries: 2, on: ['unknown', 'failed'] },
  { kind: 'client-pinned', connections: 4 },
  { kind: 'client-hot-key' },
  { kind: 'client-slow-read', pauseMs: 5 },
  { kind: 'client-huge-request', share: 0.1, headerBytes: 1_000 },
  { kind: 'client-slowloris', connections: 3, everyMs: 100 },
]

test('clients that do wrong are proven and healed, and every try of theirs is in the books', async () => {
  using folder = runFolder()
  const scenario = scenarioSchema.parse({
    ...smallScenario,
    name: 'clients-do-wrong',
    topology: { tier: 'premium', redundancy: 'zonal', regions: { r: { zones: 1, units: 1 } } },
    load: { ...smallScenario.load, operations: [{ name: 'any', path: '/{id:1..99}' }] },
    faults: faults.map((fault) => ({ ...fault, atS: 1, durationS: 2.5 })),
  })
  // The stand-in for the load knows no harms.
  const mainOf = (main: string) =>
    main === 'load/main' ? main : (smallDrill.mainOf?.(main) ?? main)
  const path = join(folder.path, 'run')
  const signal = new AbortController().signal
  const manifest = await runDrill({ ...smallDrill, scenario, mainOf, folder: path, signal })

  const steps = stepsOf(path)
  const countOf = (step: string) => steps.filter((one) => one === step).length
  expect([countOf('proven'), countOf('healed')]).toEqual([faults.length, faults.length])

  const { columns, gaps } = readLedger(join(path, 'ledgers', 'client-load.ledger'), clientRecord)
  const requestIds = Array.from(columns.requestId ?? [], Number)
  const attempts = Array.from(columns.attempt ?? [], Number)
  const scheduled = 50 * (scenario.load.durationS + scenario.load.warmUpS / 2)
  expect(gaps).toBe(0)
  expect(new Set(requestIds).size).toBe(manifest.loads[0]?.offered)
  // A burst of 150, give or take what chance does.
  expect(manifest.loads[0]?.offered).toBeGreaterThan(scheduled + 50)
  expect(Math.max(...attempts)).toBeGreaterThan(1)
  expect(new Set(requestIds.map((id, row) => `${id}/${attempts[row]}`)).size).toBe(
    requestIds.length,
  )
}, 120_000)
