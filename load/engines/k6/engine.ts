import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClockUs } from '../../../ledger/clock.ts'
import { GatedrillError } from '../../../ledger/errors.ts'
import type { K6Result } from '../../../ledger/launch/k6.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import type { ClientRecord } from '../../../ledger/records.ts'
import { type Entrances, optionsOf, outOf, wordsOf } from './command.ts'
import { exitProblem, isWhole, nothingSent } from './exit.ts'
import { type K6Process, startK6 } from './k6-process.ts'
import { type Prepared, prepareK6 } from './prepare.ts'
import { freePort, type Receiver, receiveCsv, receiveFrames } from './receiver.ts'
import {
  type RecordContext,
  recordOf,
  recordsOfDropped,
  recordsOfUnbegun,
  unmarkedIdsFrom,
} from './record-of.ts'
import { type K6Rest, restOf } from './rest.ts'
import type { K6Sink } from './samples.ts'
import { thresholdsIn } from './thresholds.ts'

export type K6EngineOptions = {
  readonly launch: LoadLaunch & { readonly k6: NonNullable<LoadLaunch['k6']> }
  readonly entrances: Entrances
  readonly surroundings: Readonly<Record<string, string | undefined>>
  readonly clock: ClockUs
  /** What the run's clock reads at 1970, microseconds. */
  readonly runUsAtZero: number
  onRecord(record: ClientRecord): void
}

/** A request to k6's API takes about so long; what comes earlier waits. */
const releaseLeadMs = 1

/** k6 as a load generator: paused until its time comes, with every request written down. */
export class K6Engine {
  readonly #options: K6EngineOptions
  readonly #prepared: Prepared
  readonly #process: K6Process
  readonly #rest: K6Rest
  readonly #receiver: Receiver
  readonly #summaryFile: string
  readonly #counts: Counts
  readonly #context: RecordContext
  #isStopped = false

  private constructor(options: K6EngineOptions, made: Made) {
    this.#options = options
    this.#prepared = made.prepared
    this.#process = made.process
    this.#rest = made.rest
    this.#receiver = made.receiver
    this.#summaryFile = made.summaryFile
    this.#counts = made.counts
    this.#context = made.context
  }

  /** Starts k6, which has made its virtual users and waits when this resolves. */
  static async start(options: K6EngineOptions): Promise<K6Engine> {
    const made = await make(options)
    await made.rest.waits(() => made.process.isGone)
    if (made.process.isGone) {
      await made.receiver.finished()
      const { prepared, process } = made
      throw new GatedrillError(exitProblem(await process.exited, process.log, prepared.script))
    }
    return new K6Engine(options, made)
  }

  /** Resolves when k6 is done; a GatedrillError says why it went before. All it told is written. */
  async run(startAtUs: number): Promise<K6Result> {
    const { launch, clock } = this.#options
    await wait(Math.max(0, (startAtUs - clock()) / 1_000 - releaseLeadMs))
    if (!this.#isStopped) await this.#rest.release()
    const callOff = new AbortController()
    // A script that says itself how it runs may say more than the load lasts.
    if (this.#prepared.runsItsOwnWay) {
      // One that ends with the load still hears its last answers.
      const lastsMs = (startAtUs - clock()) / 1_000 + launch.durationS * 1_000 + launch.deadlineMs
      wait(lastsMs, undefined, { signal: callOff.signal }).then(
        () => this.stop(),
        () => undefined,
      )
    }
    const exitCode = await this.#process.exited
    callOff.abort()
    await this.#receiver.finished()
    const result = this.#resultOf(exitCode)
    if (!this.#isStopped) this.#writeUnbegun(startAtUs)
    return result
  }

  /** Ends it before its time. */
  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    if (!this.#process.isGone) await this.#rest.stop().catch(() => this.#process.kill())
  }

  /** Ends it at once; what it told by then is written down. */
  async abort(): Promise<void> {
    this.#process.kill()
    await this.#process.exited
    await this.#receiver.finished()
  }

  #writeUnbegun(startAtUs: number): void {
    const { launch, onRecord } = this.#options
    const { ratePerS, durationS, warmUpS = 0 } = launch
    for (const [scenario, asked] of Object.entries(this.#prepared.iterations ?? {})) {
      const count = Math.max(0, asked - (this.#counts.begun.get(scenario) ?? 0))
      const endUs = startAtUs + (scenario === 'warm_up' ? warmUpS : durationS) * 1_000_000
      const unbegun = { scenario, count, ratePerS, endUs }
      for (const record of recordsOfUnbegun(unbegun, this.#context)) onRecord(record)
    }
  }

  #resultOf(exitCode: number): K6Result {
    const { script, k6 } = this.#prepared
    const { log } = this.#process
    if (!isWhole(exitCode, this.#isStopped)) {
      throw new GatedrillError(exitProblem(exitCode, log, script))
    }
    const { requests, dropped, withoutId } = this.#counts
    if (requests === 0 && log.errors > 0) throw new GatedrillError(nothingSent(log, script))
    return {
      version: k6.version,
      exitCode,
      by: k6.hasOutput ? 'output' : 'csv',
      droppedIterations: dropped,
      withoutId,
      errors: log.errors,
      ...(log.firstError === undefined ? {} : { firstError: log.firstError }),
      thresholds: thresholdsIn(this.#summaryFile),
    }
  }
}

type Counts = {
  requests: number
  dropped: number
  withoutId: number
  /** Requests and dropped iterations, by scenario of k6. */
  readonly begun: Map<string, number>
}

type Made = {
  readonly prepared: Prepared
  readonly process: K6Process
  readonly rest: K6Rest
  readonly receiver: Receiver
  readonly summaryFile: string
  readonly counts: Counts
  readonly context: RecordContext
}

async function make(options: K6EngineOptions): Promise<Made> {
  const { launch, entrances, surroundings } = options
  const { workFolder, logFolder, usersMax } = launch.k6
  mkdirSync(workFolder, { recursive: true })
  const prepared = await prepareK6(launch, entrances, surroundings)
  const counts: Counts = { requests: 0, dropped: 0, withoutId: 0, begun: new Map() }
  const context = contextOf(options)
  const sink = sinkOf(options, counts, context)
  const csvFile = join(workFolder, 'samples.csv')
  rmSync(csvFile, { force: true })
  const token = randomBytes(16).toString('hex')
  const receiver = prepared.k6.hasOutput
    ? await receiveFrames(token, sink)
    : receiveCsv(csvFile, sink)
  const summaryFile = join(logFolder, 'k6-summary.json')
  const optionsFile = join(workFolder, 'options.json')
  writeFileSync(optionsFile, JSON.stringify(optionsOf(launch, usersMax)))
  const port = await freePort()
  const out = outOf(prepared.k6, receiver.port, token, csvFile)
  const process = startK6({
    path: prepared.k6.path,
    words: wordsOf(port, out, { options: optionsFile, summary: summaryFile }),
    scriptFile: prepared.bundleFile,
    folder: dirname(prepared.script),
    env: prepared.env,
    logFile: join(logFolder, 'k6.log'),
  })
  return { prepared, process, rest: restOf(port), receiver, summaryFile, counts, context }
}

function contextOf({ launch, runUsAtZero }: K6EngineOptions): RecordContext {
  let lastId = unmarkedIdsFrom
  return {
    runUsAtZero,
    populations: launch.populations?.map(({ name }) => name) ?? [launch.population],
    nextId: () => {
      lastId += 1
      return lastId
    },
  }
}

function sinkOf({ onRecord }: K6EngineOptions, counts: Counts, context: RecordContext): K6Sink {
  const begin = (scenario: string, count: number) =>
    counts.begun.set(scenario, (counts.begun.get(scenario) ?? 0) + count)
  return {
    onRequest(request) {
      const record = recordOf(request, context)
      if (record === undefined) return
      counts.requests += 1
      begin(request.scenario, 1)
      if (record.requestId > unmarkedIdsFrom) counts.withoutId += 1
      onRecord(record)
    },
    onDropped(dropped) {
      counts.dropped += dropped.count
      begin(dropped.scenario, dropped.count)
      for (const record of recordsOfDropped(dropped, context)) onRecord(record)
    },
  }
}
