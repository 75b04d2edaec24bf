import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../../../ledger/child.ts'
import { clockSince } from '../../../ledger/clock.ts'
import { harmsOn } from '../../../ledger/harms.ts'
import { type LoadResult, loadLaunchSchema } from '../../../ledger/launch/load.ts'
import { processHarms } from '../../../ledger/process-harms.ts'
import { clientRecord } from '../../../ledger/records.ts'
import { LedgerWriter } from '../../../ledger/writer.ts'
import { populationsOf } from '../../populations/populations.ts'
import { Tally } from '../../tally.ts'
import { K6Engine } from './engine.ts'
import { entrancesOf } from './entrances.ts'

/*
 * A load that k6 makes. Ready when k6 has made its virtual users and waits; the commands are those of
 * any load generator. What k6 tells of each request goes into the client ledger.
 */

const { launch, notify, onCommand } = await parentOf(loadLaunchSchema)
const clock = clockSince(BigInt(launch.epochNs))
const { generator, k6 } = launch
const startSchema = z.strictObject({ startAtUs: z.number() })
const after = (delayMs: number, call: () => void) => {
  const timer = setTimeout(call, delayMs)
  return () => clearTimeout(timer)
}
const harms = harmsOn({ after, nowUs: clock }, processHarms({ after }), (event) =>
  notify({ say: 'event', event }),
)
const populations = populationsOf({
  launch,
  clock,
  say: (event) => notify({ say: 'event', event }),
})
/** Answers of the resolver are looked after, as often as the native engine does at least. */
const tendEveryMs = 20
const progressEveryMs = 100

let tally: Tally | undefined
let offered = 0
let engine: K6Engine | undefined
let running: Promise<void> | undefined

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

async function run(started: K6Engine, startAtUs: number): Promise<LoadResult> {
  tally = new Tally(startAtUs, true)
  const telling = setInterval(() => {
    const progress = tally?.take(clock())
    if (progress !== undefined) notify({ say: 'progress', progress })
  }, progressEveryMs)
  try {
    const result = await started.run(startAtUs)
    // k6 tells nothing of how late it is: what finds no virtual user in time it drops.
    const lateness = { pacerLatenessP50Ms: 0, pacerLatenessP99Ms: 0, pacerLatenessMaxMs: 0 }
    // A script that says itself how it runs offers what it offers: nobody can know that before.
    const scheduled = k6?.script === undefined ? {} : { scheduled: offered }
    return { offered, ...scheduled, scheduleDigest: digestOf(), ...lateness, k6: result }
  } finally {
    clearInterval(telling)
  }
}

/** Of what was run: a script has no schedule that could be known before. */
function digestOf(): string {
  const hash = createHash('sha256').update(String(launch.seed))
  for (const file of ['bundle.js', 'options.json']) {
    hash.update(readFileSync(join(k6?.workFolder ?? '', file)))
  }
  return hash.digest('hex')
}

try {
  assert(k6 !== undefined, 'this load is not made by k6')
  await Promise.allSettled(populations.map(({ way }) => way.ask()))
  const tending = setInterval(() => {
    for (const { way } of populations) way.tend(clock())
  }, tendEveryMs)
  tending.unref()
  const entrances = await entrancesOf(launch, populations)
  const path = join(launch.ledgerFolder, `client-${generator}.ledger`)
  const ledger = new LedgerWriter(clientRecord, path, `client-${generator}`)
  const started = await K6Engine.start({
    launch: { ...launch, k6 },
    entrances,
    surroundings: process.env,
    clock,
    // Both clocks at one moment: instants of k6 are the wall clock's.
    runUsAtZero: clock() - (performance.timeOrigin + performance.now()) * 1_000,
    onRecord(record) {
      offered += 1
      ledger.append(record)
      tally?.offered(0)
      tally?.ended(record.outcome, record.endedAtUs - record.intendedAtUs)
    },
  })
  engine = started
  process.once('SIGTERM', async () => {
    await engine?.abort()
    ledger[Symbol.dispose]()
    process.exit(0)
  })
  onCommand(async (command) => {
    const { do: name, with: message } = command
    if (harms.knows(name)) return harms.obey(command)
    if (name === 'stop') await started.stop()
    else if (name === 'start') {
      assert(running === undefined, 'the load has been started before')
      const { startAtUs } = startSchema.parse(message)
      running = run(started, startAtUs)
        .finally(() => ledger[Symbol.dispose]())
        .then(
          (result) => notify({ say: 'done', result }),
          (error: unknown) => notify({ say: 'failed', problem: messageOf(error) }),
        )
    } else {
      throw new Error(`a load of k6 knows no command ${name}`)
    }
  })
  notify({ say: 'ready', ports: {} })
} catch (error) {
  notify({ say: 'failed', problem: messageOf(error) })
}
