import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import type { LoadLaunch, LoadResult } from '../../ledger/launch/load.ts'
import { readLedger } from '../../ledger/reader.ts'
import { clientRecord } from '../../ledger/records.ts'
import { scheduleOf } from '../../load/schedule.ts'
import { realClock } from '../../sim/clock.ts'
import { Child } from '../../sim/processes/child.ts'
import { loadResultSchema } from '../../sim/progress.ts'
import { pinTo } from '../gateway/pin.ts'
import { quantilesOf } from './quantiles-of.ts'
import type { Attack, Running, Told, ToldRequest, Tool } from './tool.ts'

const generator = 'native'
const leadMs = 250
const populationName = 'clients'

/** The native engine, with its client ledger on; what it tells is read from that ledger. */
export const native: Tool = {
  name: 'gatedrill',
  loop: 'open',
  missing: () => undefined,
  warmUpRequests(attack) {
    const { arrivalsUs } = scheduleOf(launchOf(attack, '', '0'))
    return arrivalsUs.filter((atUs) => atUs < warmUpUsOf(attack)).length
  },
  start: (attack) => startNative(attack),
}

/** A part of what a drill has by default: code that has never run is late by milliseconds. */
const warmUpS = 5

/** Of the cost of a request the first seconds are left out for every tool. */
function warmUpUsOf({ isForSpeed }: Attack): number {
  return isForSpeed ? 0 : warmUpS * 1e6
}

/** How much later than due requests were sent, at each of `quantiles`, in milliseconds. */
type NativeTold = Told & { readonly latenessMs: readonly number[] }

export type NativeRunning = Running & {
  readonly told: Promise<NativeTold | undefined>
  readonly result: Promise<LoadResult>
}

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
  const startAtUs = nowUs() + leadMs * 1_000
  await child.command('start', { startAtUs })
  const result = child.done.then((done) => loadResultSchema.parse(done))
  const told = result.then(async () => {
    await child.stop()
    const path = join(folder, `client-${generator}.ledger`)
    return attack.isForSpeed ? undefined : toldOf(path, startAtUs + warmUpUsOf(attack), epochNs)
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
    durationS: warmUpUsOf(attack) / 1e6 + durationS,
    warmUpS: warmUpUsOf(attack) / 1e6,
    population: populationName,
    connections: openConnections,
    deadlineMs: 10_000,
    connectTimeoutMs: 5_000,
    operations: [{ name: 'get', weight: 1, method: 'GET', path, headers: {}, needsToken: false }],
  }
}

/** Of what was due since that instant. */
function toldOf(path: string, sinceUs: number, epochNs: bigint): NativeTold {
  const { columns, count, gaps } = readLedger(path, clientRecord)
  assert(gaps === 0, `${gaps} records of ${path} are missing`)
  const [status, intended, fired, ended] = ['status', 'intendedAtUs', 'firedAtUs', 'endedAtUs'].map(
    (name) => columns[name] ?? [],
  )
  const requests: ToldRequest[] = []
  const lateMs: number[] = []
  let errors = 0
  for (let row = 0; row < count; row += 1) {
    const intendedUs = Number(intended?.[row])
    if (intendedUs < sinceUs) continue
    lateMs.push((Number(fired?.[row]) - intendedUs) / 1_000)
    const isAnswered = Number(status?.[row]) !== 0
    if (Number(status?.[row]) >= 500) errors += 1
    requests.push({
      dueAtUs: Number(epochNs) / 1_000 + intendedUs,
      latencyMs: isAnswered ? (Number(ended?.[row]) - intendedUs) / 1_000 : undefined,
    })
  }
  const answeredMs = requests.flatMap(({ latencyMs }) => latencyMs ?? [])
  return {
    requests: requests.toSorted((a, b) => a.dueAtUs - b.dueAtUs),
    latenciesMs: quantilesOf(answeredMs),
    latenessMs: quantilesOf(lateMs),
    errors,
    broken: requests.length - answeredMs.length,
  }
}
