import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import type { LoadLaunch, LoadResult } from '../../ledger/launch/load.ts'
import { readLedger } from '../../ledger/reader.ts'
import { clientRecord } from '../../ledger/records.ts'
import { realClock } from '../../sim/clock.ts'
import { Child } from '../../sim/processes/child.ts'
import { loadResultSchema } from '../../sim/progress.ts'
import { pinTo } from '../gateway/pin.ts'
import { quantilesOf } from './quantiles-of.ts'
import type { Attack, Running, Told, Tool } from './tool.ts'

const generator = 'native'
const leadMs = 250
const populationName = 'clients'

/** The native engine, with its client ledger on; what it tells is read from that ledger. */
export const native: Tool = {
  name: 'gatedrill',
  loop: 'open',
  missing: () => undefined,
  start: (attack) => startNative(attack),
}

export type NativeRunning = Running & { readonly result: Promise<LoadResult> }

export async function startNative(attack: Attack): Promise<NativeRunning> {
  const folder = mkdtempSync(join(attack.folder, 'native-'))
  const epochNs = newEpochNs()
  const nowUs = clockSince(epochNs)
  const child = await Child.start({
    name: generator,
    main: 'load/main',
    launch: launchOf(attack, folder, String(epochNs)),
    logPath: join(folder, 'generator.log'),
    readyWithinMs: 20_000,
    clock: realClock(nowUs),
    onEvent: () => undefined,
  })
  pinTo(attack.processor, child.pid)
  await child.command('start', { startAtUs: nowUs() + leadMs * 1_000 })
  const result = child.done.then((done) => loadResultSchema.parse(done))
  const told = result.then(async () => {
    await child.stop()
    return attack.isForSpeed ? undefined : toldOf(join(folder, `client-${generator}.ledger`))
  })
  return { pid: child.pid, told, result }
}

function launchOf(attack: Attack, ledgerFolder: string, epochNs: string): LoadLaunch {
  const { port, path, ratePerS, durationS, openConnections } = attack
  return {
    generator,
    runId: '00000000000be4c4',
    epochNs,
    seed: 1,
    ledgerFolder,
    target: { host: '127.0.0.1', port },
    host: '127.0.0.1',
    arrivals: 'constant',
    ratePerS,
    durationS,
    population: populationName,
    connections: openConnections,
    deadlineMs: 10_000,
    connectTimeoutMs: 5_000,
    operations: [{ name: 'get', weight: 1, method: 'GET', path, headers: {}, needsToken: false }],
  }
}

function toldOf(path: string): Told {
  const { columns, count, gaps } = readLedger(path, clientRecord)
  assert(gaps === 0, `${gaps} records of ${path} are missing`)
  const [status, intended, ended] = ['status', 'intendedAtUs', 'endedAtUs'].map(
    (name) => columns[name] ?? [],
  )
  const answeredMs: number[] = []
  let errors = 0
  for (let row = 0; row < count; row += 1) {
    if (Number(status?.[row]) === 0) continue
    if (Number(status?.[row]) >= 500) errors += 1
    answeredMs.push((Number(ended?.[row]) - Number(intended?.[row])) / 1_000)
  }
  return { latenciesMs: quantilesOf(answeredMs), errors, broken: count - answeredMs.length }
}
