import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { readLedger } from '../ledger/reader.ts'
import { clientRecord } from '../ledger/records.ts'
import { revisionOf } from '../ledger/revision.ts'
import { defineBench } from './define-bench.ts'
import { contentOfBench, fullPath, issuer, subscriptionKey } from './gateway/full-policy.ts'
import { startRawBackend } from './gateway/raw-backend.ts'
import { starterOf } from './gateway/subjects.ts'
import { residentMbOf } from './process-cpu.ts'
import { type SoakOptions, soakOptionsOf } from './soak/options.ts'
import { type Sample, slopeOf } from './soak/slope.ts'

const runId = '00000000000be4c4'
// A collection of all garbage comes every few seconds under load: fewer samples would see its waves.
const sampleEveryMs = 5_000
/** The heap and the pools fill up first; that is no slope. */
const settlingShare = 0.25
const idleMs = 3_000

/** Memory of one gateway process under a load that never changes. */
export const soak = defineBench({
  name: 'soak',
  about: 'memory of one gateway process under steady load: --minutes 10 --rate 400',
  async run(say, words) {
    const options = soakOptionsOf(words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-soak-'))
    try {
      await using world = await startWorld(folder, options)
      await measure(world, folder, options, say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

type World = Awaited<ReturnType<typeof startWorld>>

async function startWorld(folder: string, { minutes }: SoakOptions) {
  const open = new AsyncDisposableStack()
  const epochNs = newEpochNs().toString()
  const nowUs = clockSince(BigInt(epochNs))
  const common = { runId, epochNs, listen: { host: '127.0.0.1', port: 0 } }
  const backend = open.use(await startRawBackend())
  const startChild = starterOf(folder, nowUs, open)
  const identity = await startChild('identity', 'sim/identity/main', {
    ...common,
    issuer,
    tokenLifetimeS: minutes * 60 + 3_600,
  })
  const identityEndpoint = { host: '127.0.0.1', port: identity.portOf('http') }
  const gateway = await startChild('gateway', 'gateway/main', {
    ...common,
    instance: 'soak',
    region: 'soak',
    zone: 'soak-1',
    incarnation: 1,
    listenPeers: common.listen,
    ledgerFolder: folder,
    syncPeriodMs: 1_000,
    revision: revisionOf(1, await contentOfBench()),
    peers: [],
    hosts: {
      '*': { host: '127.0.0.1', port: backend.port },
      'login.contoso.example': identityEndpoint,
    },
    connectTimeoutMs: 1_000,
  })
  return {
    epochNs,
    nowUs,
    startChild,
    gateway,
    identityEndpoint,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function measure(
  world: World,
  folder: string,
  options: SoakOptions,
  say: (line: string) => void,
): Promise<void> {
  const { gateway, nowUs, startChild } = world
  await pause(idleMs)
  const idleMb = residentMbOf(gateway.pid)
  say(`${options.ratePerS} requests/s for ${options.minutes} minutes, full policy, ledger on`)
  say(`idle: ${idleMb.toFixed(1)} MB\n\n| minute | MB |\n|---|---|`)
  const launch = loadOf(world, folder, options)
  const load = await startChild('load', 'load/main', launch)
  const startAtUs = nowUs() + 100_000
  await load.command('start', { startAtUs })
  let isOver = false
  const over = load.done.finally(() => {
    isOver = true
  })
  const samples: Sample[] = []
  while (!isOver) {
    await Promise.race([pause(sampleEveryMs), over])
    const atS = (nowUs() - startAtUs) / 1_000_000
    if (isOver || atS >= launch.durationS) continue
    const value = residentMbOf(gateway.pid)
    // One line a minute is enough for a reader; the slope is of all samples.
    const isNewMinute = Math.floor(atS / 60) !== Math.floor((samples.at(-1)?.atS ?? -1) / 60)
    samples.push({ atS, value })
    if (isNewMinute) say(`| ${(atS / 60).toFixed(1)} | ${value.toFixed(1)} |`)
  }
  await over
  await load.stop()
  sayResult(samples, launch, say)
}

function sayResult(
  samples: readonly Sample[],
  { ledgerFolder, durationS }: LoadLaunch,
  say: (line: string) => void,
): void {
  const settled = samples.filter(({ atS }) => atS >= durationS * settlingShare)
  const { columns, count } = readLedger(join(ledgerFolder, 'client-soak.ledger'), clientRecord)
  const ok = Array.from(columns.status ?? [], Number).filter((status) => status === 200).length
  say(`\n${ok} of ${count} requests were answered with 200`)
  if (settled.length < 3) {
    say('too few samples for a slope: take more minutes')
    return
  }
  const { perS, standardErrorPerS } = slopeOf(settled)
  const perHour = (value: number) => (value * 3_600).toFixed(1)
  const values = settled.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  say(
    `slope ${perHour(perS)} MB/hour (two standard errors: ${perHour(2 * standardErrorPerS)}), by ` +
      `least squares over ${settled.length} samples from minute ` +
      `${((durationS * settlingShare) / 60).toFixed(1)} on; ${least.toFixed(1)} to ${most.toFixed(1)} MB`,
  )
}

function loadOf(
  { epochNs, gateway, identityEndpoint }: World,
  folder: string,
  { minutes, ratePerS }: SoakOptions,
): LoadLaunch {
  const ledgerFolder = join(folder, 'load')
  mkdirSync(ledgerFolder)
  return {
    generator: 'soak',
    runId,
    epochNs,
    seed: 1,
    ledgerFolder,
    target: { host: '127.0.0.1', port: gateway.portOf('http') },
    host: 'gateway.contoso.example',
    arrivals: 'poisson',
    ratePerS,
    durationS: minutes * 60,
    population: 'soak',
    connections: 64,
    deadlineMs: 10_000,
    connectTimeoutMs: 1_000,
    tokens: {
      endpoint: identityEndpoint,
      audience: 'api://orders',
      claims: { roles: ['orders.read'] },
    },
    operations: [
      {
        name: 'full',
        weight: 1,
        method: 'GET',
        // Never the same twice: whatever is kept by URL shows.
        path: `${fullPath}?page={page:1..100000000}`,
        headers: { 'Ocp-Apim-Subscription-Key': subscriptionKey },
        needsToken: true,
      },
    ],
  }
}
