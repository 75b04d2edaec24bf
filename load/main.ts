import { join } from 'node:path'
import { z } from 'zod'
import { parentOf } from '../ledger/child.ts'
import { clockSince } from '../ledger/clock.ts'
import { type LoadResult, loadLaunchSchema } from '../ledger/launch/load.ts'
import { clientRecord } from '../ledger/records.ts'
import { LedgerWriter } from '../ledger/writer.ts'
import { NativeEngine } from './engines/native/engine.ts'
import { scheduleOf } from './schedule.ts'
import { Tally } from './tally.ts'
import { Tokens } from './tokens.ts'

/*
 * One load generator. Ready when its schedule is made and its tokens are fetched; `start` with
 * `{ startAtUs }` lets it begin, `stop` ends it early. Says `done` when every request has ended.
 */

const { launch, notify, onCommand } = await parentOf(loadLaunchSchema)
const clock = clockSince(BigInt(launch.epochNs))
const { generator, population } = launch
const schedule = scheduleOf(launch)
const startSchema = z.strictObject({ startAtUs: z.number() })

let engine: NativeEngine | undefined

async function run(startAtUs: number, tokens: Tokens | undefined): Promise<LoadResult> {
  const path = join(launch.ledgerFolder, `client-${generator}.ledger`)
  using ledger = new LedgerWriter(clientRecord, path, `client-${generator}`)
  const tally = new Tally(startAtUs)
  engine = new NativeEngine({
    launch,
    schedule,
    tokens,
    clock,
    onOffer: ({ firedAtUs, intendedAtUs }) => tally.offered(firedAtUs - intendedAtUs),
    onEnd: (request, end) => {
      const { requestId, operation, intendedAtUs, firedAtUs } = request
      const times = { intendedAtUs, firedAtUs }
      ledger.append({ requestId, attempt: 1, population, operation, ...times, ...end })
      tally.ended(end.outcome, end.endedAtUs - intendedAtUs)
    },
    onTurn: (nowUs) => {
      const progress = tally.take(nowUs)
      if (progress !== undefined) notify({ say: 'progress', progress })
    },
  })
  const { fired, latenessUs } = await engine.run(startAtUs)
  return {
    offered: fired,
    scheduleDigest: schedule.digest,
    pacerLatenessP50Ms: latenessUs.quantile(0.5) / 1_000,
    pacerLatenessP99Ms: latenessUs.quantile(0.99) / 1_000,
    pacerLatenessMaxMs: latenessUs.max / 1_000,
  }
}

/** What runs, if anything does; resolves when the ledger is closed. */
let running: Promise<void> | undefined

process.once('SIGTERM', async () => {
  engine?.abort()
  await running
  process.exit(0)
})

try {
  const tokens =
    launch.tokens === undefined ? undefined : await Tokens.fetch(launch.tokens, clock())
  onCommand(({ do: name, with: message }) => {
    if (name === 'stop') {
      engine?.stop()
    } else if (name === 'start') {
      const { startAtUs } = startSchema.parse(message)
      running = run(startAtUs, tokens).then((result) => notify({ say: 'done', result }))
    } else {
      throw new Error(`a load generator knows no command ${name}`)
    }
  })
  notify({ say: 'ready', ports: {} })
} catch (error) {
  notify({ say: 'failed', problem: error instanceof Error ? error.message : String(error) })
}
