import { shapeLater } from '../ledger/launch/arrivals.ts'
import type { LoadLaunch, LoadResult } from '../ledger/launch/load.ts'
import { gatewayHost } from '../ledger/launch/router.ts'
import { type Clock, rejectedWhen, within } from './clock.ts'
import { watchHarness } from './harness-watch.ts'
import { k6LaunchOf } from './k6-launch.ts'
import { type LaunchContext, ledgerFolderOf } from './launches.ts'
import { launchesOf } from './load-generators.ts'
import { launchedPopulationsOf } from './load-populations.ts'
import { type LoadRun, startLoad } from './load-run.ts'
import { launchedSessionsOf } from './load-sessions.ts'
import { traceFileOf } from './run-folder.ts'
import type { RunRecord } from './run-record.ts'
import type { Stage } from './session.ts'
import { load as generator } from './wiring.ts'
import type { World } from './world.ts'

export type LoadPhaseParts = {
  readonly context: Omit<LaunchContext, 'endpointOf'>
  readonly operations: LoadLaunch['operations']
  readonly clock: Clock
  readonly record: RunRecord
  readonly stage: Stage
}

/** From the command to the first request: long enough for the command to arrive. */
export const loadLeadMs = 250
/** Past the deadline of its last request, for a load that is cut short. */
const lastWordMs = 1_000

/** The load of a run and the instants it counts from; the harness is watched as long as it runs. */
export class LoadPhase implements Disposable {
  readonly loadStartUs: number
  readonly loadEndUs: number
  readonly #parts: LoadPhaseParts
  readonly #load: LoadRun
  readonly #harness: ReturnType<typeof watchHarness>

  private constructor(parts: LoadPhaseParts, load: LoadRun, beginUs: number) {
    const { durationS, warmUpS } = parts.context.scenario.load
    this.#parts = parts
    this.#load = load
    this.loadStartUs = beginUs + warmUpS * 1_000_000
    this.loadEndUs = this.loadStartUs + durationS * 1_000_000
    this.#harness = watchHarness(parts.clock, () => parts.stage.processes.pids)
  }

  /** Starts the generators and lets them begin. */
  static async begin(parts: LoadPhaseParts): Promise<LoadPhase> {
    const { context, clock, record, stage } = parts
    const { warmUpS } = context.scenario.load
    const launches = launchesOf(loadLaunchOf(parts, stage.world), context.scenario.load.generators)
    const load = await startLoad(stage.processes, launches, (progress) => {
      const counted = { ...progress, second: progress.second - warmUpS }
      record.loadAt(counted)
      stage.guards.loadAt(counted)
    })
    const beginUs = clock.nowUs() + loadLeadMs * 1_000
    await load.begin(beginUs)
    const phase = new LoadPhase(parts, load, beginUs)
    const { loadStartUs, loadEndUs } = phase
    record.update({ loadStartUs, loadEndUs })
    record.phase('load')
    record.event({ atUs: loadStartUs, kind: 'load-started', source: 'controller' })
    return phase
  }

  /** Resolves when every request has its outcome; rejects when the run ends before. */
  async ended(): Promise<LoadResult> {
    const { stage } = this.#parts
    const result = await Promise.race([this.#load.done, rejectedWhen(stage.signal)])
    this.#keep(result)
    return result
  }

  /** Keeps what the load can still tell: a report can be made of a part as well. */
  async cutShort(): Promise<void> {
    const { context, clock, record } = this.#parts
    const loadEndUs = clock.nowUs()
    const ending = this.#load.cutShort().then(() => this.#load.done)
    try {
      const result = await within(clock, context.scenario.load.deadlineMs + lastWordMs, ending)
      record.update({ loadEndUs })
      this.#keep(result)
    } catch (error) {
      record.update({ loadEndUs })
      record.say('load-ended', { why: error instanceof Error ? error.message : String(error) })
    }
  }

  /** The buckets are for adding up alone: the ledgers have every instant. */
  #keep(result: LoadResult | undefined): void {
    const { record } = this.#parts
    if (result === undefined) {
      record.say('load-ended')
      return
    }
    const { latenessUs: _, ...kept } = result
    record.update({ loads: [kept] })
    record.say('load-ended', kept)
  }

  /** The harness is no longer watched; what it was like is written down. */
  [Symbol.dispose](): void {
    this.#parts.record.update(this.#harness.stop())
  }
}

/** What a generator that is alone is told of the scenario's load. */
export function loadLaunchOf(
  { context, operations }: Pick<LoadPhaseParts, 'context' | 'operations'>,
  world: World,
): LoadLaunch {
  const { scenario, runId, epochNs, seed, folder, timing } = context
  const { arrivals, randomised, ratePerS, durationS, warmUpS, connections, deadlineMs, token } =
    scenario.load
  const tokens =
    token === undefined ? {} : { tokens: { ...token, endpoint: world.tokenEndpoint() } }
  return {
    generator,
    runId,
    epochNs,
    seed,
    ledgerFolder: ledgerFolderOf(folder),
    target: world.edgeEndpoint(),
    host: gatewayHost,
    arrivals,
    randomised,
    ...shapeLater(scenario.load, warmUpS),
    ...(scenario.load.trace === undefined ? {} : { traceFile: traceFileOf(folder) }),
    ratePerS,
    // One schedule for both: what comes before second 0 is the warm-up.
    durationS: warmUpS + durationS,
    warmUpS,
    population: 'clients',
    populations: launchedPopulationsOf(
      context,
      (linkId) => world.endpointOf(linkId),
      () => world.tokenEndpoint(),
    ),
    connections,
    deadlineMs,
    connectTimeoutMs: timing.connectTimeoutMs,
    ...tokens,
    operations,
    ...k6LaunchOf(context),
    ...launchedSessionsOf(scenario.load),
  }
}
