import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { ClockUs } from '../ledger/clock.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { clientRecord } from '../ledger/records.ts'
import { wholeShare } from '../ledger/share.ts'
import { LedgerWriter } from '../ledger/writer.ts'
import { Disturbances } from './disturbances.ts'
import { recordedEngine } from './engines/native/recorded-engine.ts'
import { populationsOf } from './populations/populations.ts'
import { scheduleOf } from './schedule.ts'
import { Tally } from './tally.ts'

/** V8 compiles what a request runs through when that has run some 900 times. */
const requests = 1_500
const ratePerS = 3_000
const connections = 8
/** Of a host that takes the processor away; a rehearsal waits for no answer longer. */
const deadlineMs = 5_000

const endOfHead = Buffer.from('\r\n\r\n')
const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
)

/**
 * Sends the load's own requests to a server in this process, half a second long, and forgets what came
 * of them. Code that has not been compiled takes several times as long, and compiling it takes 2 to
 * 3 ms out of a request in the middle of a drill: at 160/s that would be in its sixth second.
 */
export async function rehearse(
  launch: LoadLaunch,
  clock: ClockUs,
  after: (delayMs: number, call: () => void) => () => void,
): Promise<void> {
  await using server = await startServer()
  using ledger = namelessLedger(launch)
  const rehearsed = rehearsalOf(launch, server.port)
  const startAtUs = clock()
  await recordedEngine({
    launch: rehearsed,
    schedule: scheduleOf(rehearsed),
    populations: populationsOf({ launch: rehearsed, clock, say: () => undefined }),
    clock,
    disturbances: new Disturbances({
      seed: launch.seed,
      share: wholeShare,
      target: () => rehearsed.target,
      nowUs: clock,
      after,
      pin: () => undefined,
      clockBehind: () => undefined,
    }),
    tally: new Tally(startAtUs, true),
    ledger,
    after,
    onProgress: () => undefined,
  }).run(startAtUs)
}

/** Its files are open and nowhere: whoever ends this process meanwhile leaves nothing behind. */
function namelessLedger({
  ledgerFolder,
  generator,
}: LoadLaunch): LedgerWriter<typeof clientRecord> {
  const folder = mkdtempSync(join(ledgerFolder, 'rehearsal-'))
  try {
    return new LedgerWriter(clientRecord, join(folder, 'client.ledger'), generator, {
      isFlushedByOwner: true,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same requests, of clients that want nothing else of anybody. */
function rehearsalOf(launch: LoadLaunch, port: number): LoadLaunch {
  const { generator, runId, epochNs, seed, ledgerFolder, host, population } = launch
  return {
    generator,
    runId,
    epochNs,
    seed,
    ledgerFolder,
    host,
    population,
    target: { host: '127.0.0.1', port },
    arrivals: 'constant',
    ratePerS,
    durationS: requests / ratePerS,
    connections,
    deadlineMs,
    connectTimeoutMs: deadlineMs,
    operations: launch.operations.map((operation) => ({ ...operation, needsToken: false })),
  }
}

type RehearsalServer = AsyncDisposable & { readonly port: number }

/** Answers every head; a body that comes behind it has none in it. */
async function startServer(): Promise<RehearsalServer> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (chunk) => {
      if (chunk.includes(endOfHead)) socket.write(answer)
    })
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the rehearsal has no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}
