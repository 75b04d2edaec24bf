import assert from 'node:assert/strict'
import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../ledger/child.ts'
import { clockSince } from '../ledger/clock.ts'
import { harmsOn } from '../ledger/harms.ts'
import { type LoadResult, loadLaunchSchema } from '../ledger/launch/load.ts'
import { processHarms } from '../ledger/process-harms.ts'
import { clientRecord } from '../ledger/records.ts'
import { wholeShare } from '../ledger/share.ts'
import { LedgerWriter } from '../ledger/writer.ts'
import { checkOperations } from './check-operations.ts'
import { checkDescriptors } from './descriptors.ts'
import { Disturbances } from './disturbances.ts'
import type { NativeEngine } from './engines/native/engine.ts'
import { recordedEngine } from './engines/native/recorded-engine.ts'
import { loadHarms } from './harms/load-harms.ts'
import { goFirst } from './pacing/real-time.ts'
import { napExactly } from './pacing/timer-slack.ts'
import { populationsOf, tokensIn } from './populations/populations.ts'
import { rehearse } from './rehearsal.ts'
import { type Schedule, scheduleOf } from './schedule.ts'
import { Tally } from './tally.ts'

/*
 * One load generator. Ready when it has rehearsed, its schedule is made and its tokens are fetched; `start`
 * with `{ startAtUs }` lets it begin, `stop` ends it early: what was not offered by then is not counted.
 * Says `done` when every request has ended.
 */

napExactly()
const { launch, notify, onCommand } = await parentOf(loadLaunchSchema)
const clock = clockSince(BigInt(launch.epochNs))
const { generator } = launch
const timers = {
  after(delayMs: number, call: () => void) {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  },
}
const disturbances = new Disturbances({
  ...timers,
  seed: launch.seed,
  share: launch.share ?? wholeShare,
  target: () => populations[0]?.way.target,
  nowUs: clock,
  pin: (connections) => engine?.pin(connections),
  clockBehind: (byS) => {
    for (const tokens of tokensIn(populations)) tokens.clockBehind(byS)
  },
})
const harms = harmsOn(
  { ...timers, nowUs: clock },
  { ...processHarms(timers), ...loadHarms(disturbances) },
  (event) => notify({ say: 'event', event }),
)
const populations = populationsOf({
  launch,
  clock,
  say: (event) => notify({ say: 'event', event }),
})
const startSchema = z.strictObject({ startAtUs: z.number() })

async function run(
  startAtUs: number,
  schedule: Schedule,
  opened: LedgerWriter<typeof clientRecord>,
): Promise<LoadResult> {
  using ledger = opened
  engine = recordedEngine({
    launch,
    schedule,
    populations,
    clock,
    disturbances,
    tally: new Tally(startAtUs, (launch.share?.of ?? 1) === 1),
    ledger,
    after: timers.after,
    onProgress: (progress) => notify({ say: 'progress', progress }),
  })
  if (isStopped) engine.stop()
  const { fired, latenessUs } = await engine.run(startAtUs)
  return {
    offered: fired + engine.extras,
    scheduled: schedule.arrivalsUs.length,
    scheduleDigest: schedule.digest,
    pacerLatenessP50Ms: latenessUs.quantile(0.5) / 1_000,
    pacerLatenessP99Ms: latenessUs.quantile(0.99) / 1_000,
    pacerLatenessMaxMs: latenessUs.max / 1_000,
    latenessUs: latenessUs.buckets,
  }
}

let engine: NativeEngine | undefined
let isStopped = false
/** What runs, if anything does; resolves when the ledger is closed. */
let running: Promise<void> | undefined

process.once('SIGTERM', async () => {
  engine?.abort()
  await running
  process.exit(0)
})

try {
  checkDescriptors(launch)
  const schedule = scheduleOf(launch)
  checkOperations(schedule.operations)
  await rehearse(launch, clock, timers.after)
  // Known before the first request: a drill does not begin with a question.
  await Promise.allSettled(populations.map(({ way }) => way.ask()))
  await Promise.all(tokensIn(populations).map((tokens) => tokens.fetch(clock())))
  const path = join(launch.ledgerFolder, `client-${generator}.ledger`)
  const ledger = new LedgerWriter(clientRecord, path, `client-${generator}`, {
    isFlushedByOwner: true,
  })
  onCommand((command) => {
    const { do: name, with: message } = command
    if (harms.knows(name)) return harms.obey(command)
    if (name === 'felt') return disturbances.felt
    if (name === 'stop') {
      isStopped = true
      engine?.stop()
    } else if (name === 'start') {
      assert(running === undefined, 'the load has been started before')
      const { startAtUs } = startSchema.parse(message)
      running = run(startAtUs, schedule, ledger).then((result) => notify({ say: 'done', result }))
    } else {
      throw new Error(`a load generator knows no command ${name}`)
    }
  })
  // Not before: a rehearsal has time, and gateways that start meanwhile have none.
  goFirst(process.pid)
  notify({ say: 'ready', ports: {} })
} catch (error) {
  notify({ say: 'failed', problem: error instanceof Error ? error.message : String(error) })
}
