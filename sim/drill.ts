import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { RunManifest } from '../ledger/run.ts'
import { type Clock, rejectedWhen, wait, within } from './clock.ts'
import { DrillEnded } from './errors.ts'
import { journalAt } from './faults/journal.ts'
import type { LaunchContext } from './launches.ts'
import { ledgerFolderOf, stateFolderOf } from './launches.ts'
import { type LoadRun, startLoad } from './load-run.ts'
import { watchMachine } from './machine-use.ts'
import type { DrillPlan } from './plan-drill.ts'
import { Processes } from './processes/processes.ts'
import { logFolderOf } from './run-folder.ts'
import type { RunRecord } from './run-record.ts'
import { runTimeline } from './timeline/run-timeline.ts'
import { load as generator, linksName } from './wiring.ts'
import { World } from './world.ts'

export type DrillParts = {
  readonly context: Omit<LaunchContext, 'endpointOf'>
  readonly plan: DrillPlan
  readonly operations: LoadLaunch['operations']
  readonly clock: Clock
  readonly record: RunRecord
  /** Aborted: the drill is undone and ends as interrupted. */
  readonly signal: AbortSignal
  /** Puts other programs in the place of the project's own; absent: none. */
  readonly mainOf: ((main: string) => string) | undefined
}

/** From the command to the first request: long enough for the command to arrive. */
const loadLeadMs = 250
/** Past the last deadline; a load that is not done by then never will be. */
const loadGraceMs = 15_000
/** What is still on its way inside the world when the last client has its outcome. */
const drainMs = 500
/** Past the deadline of its last request, for a load that is cut short. */
const lastWordMs = 1_000
const steadyAgainWithinMs = 10_000
/** A fault's harm on the links ends by itself this long after it should have been undone. */
const lifetimeSlackMs = 30_000
/** Of the sampling of the event loop; Node counts it into every delay. */
const lagResolutionMs = 10

/** One drill, from the start of its world to the end of its processes. */
export class Drill {
  readonly #parts: DrillParts
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  readonly #processes: Processes
  readonly #lag = monitorEventLoopDelay({ resolution: lagResolutionMs })
  #world: World | undefined

  constructor(parts: DrillParts) {
    const { clock, record, context, signal } = parts
    this.#parts = parts
    this.#signal = AbortSignal.any([this.#end.signal, signal])
    this.#processes = new Processes({
      clock,
      logFolder: logFolderOf(context.folder),
      mainOf: parts.mainOf,
      onEvent: (source, event) => {
        record.event({ ...event, source })
        if (event.kind === 'instance-in' || event.kind === 'instance-out') {
          // After the world has heard of it, which comes right behind.
          queueMicrotask(() => record.instancesIn(this.#world?.instancesIn ?? 0))
        }
      },
      onLost: (name) => this.#end.abort(new DrillEnded('failed', `the process ${name} went`)),
    })
  }

  /**
   * Runs it to its end, whatever that is, and leaves no process and no harm behind. Rejects with
   * what made it fail (after the same cleaning up); an interruption or a guard is a manifest.
   */
  async run(): Promise<RunManifest> {
    const { record } = this.#parts
    let failure: { readonly error: unknown } | undefined
    try {
      await this.#runPhases()
    } catch (error) {
      failure = { error }
    }
    const end = this.#endOf(failure)
    if (end.ended === 'interrupted') record.say('interrupted', { why: end.endedWhy })
    if (end.ended === 'guard') record.say('guard-tripped', { why: end.endedWhy })
    record.phase('stopping')
    await this.#stopAll()
    record.say('run-ended', end)
    record.update({ ...end, controllerLagMaxMs: this.#lagMaxMs() })
    record.phase('ended')
    if (failure !== undefined && end.ended === 'failed') throw failure.error
    return record.manifest
  }

  async #runPhases(): Promise<void> {
    const { context, clock, record, plan, signal } = this.#parts
    signal.throwIfAborted()
    for (const { planned } of plan.faults) {
      record.event({
        atUs: clock.nowUs(),
        kind: 'fault-planned',
        source: 'controller',
        fault: planned.id,
        detail: planned,
      })
    }
    const processes = this.#processes
    const world = await World.start({ context, clock, processes, signal: this.#signal })
    this.#world = world
    record.instancesIn(world.instancesIn)
    record.say('world-ready', { processes: processes.count })
    record.say('steady-state', { when: 'before', isSteady: true })
    const { warmUpS } = context.scenario.load
    const load = await startLoad(processes, this.#loadLaunch(world), (progress) =>
      record.loadAt({ ...progress, second: progress.second - warmUpS }),
    )
    await this.#underLoad(world, load)
    record.phase('draining')
    await wait(clock, drainMs, this.#signal)
    const isSteady = await world.becomesSteady(steadyAgainWithinMs, this.#signal)
    record.say('steady-state', { when: 'after', isSteady })
  }

  /** The load and the faults side by side; both have ended when this does. */
  async #underLoad(world: World, load: LoadRun): Promise<void> {
    const { context, clock, record } = this.#parts
    const { durationS, warmUpS, deadlineMs } = context.scenario.load
    const beginUs = clock.nowUs() + loadLeadMs * 1_000
    const loadStartUs = beginUs + warmUpS * 1_000_000
    const loadEndUs = loadStartUs + durationS * 1_000_000
    await load.begin(beginUs)
    record.update({ loadStartUs, loadEndUs })
    record.phase('load')
    record.event({ atUs: loadStartUs, kind: 'load-started', source: 'controller' })
    this.#lag.enable()
    const longestMs = loadLeadMs + (warmUpS + durationS) * 1_000 + deadlineMs + loadGraceMs
    const callOffGuard = clock.after(longestMs, () =>
      this.#end.abort(
        new DrillEnded('guard', `the load was not done after ${longestMs / 1_000} s`),
      ),
    )
    const machine = watchMachine(clock, () => [process.pid, ...this.#processes.pids])
    const timeline = this.#timeline(world, loadStartUs, loadEndUs)
    try {
      const result = await Promise.race([load.done, rejectedWhen(this.#signal)])
      record.update({ loads: [result] })
      record.say('load-ended', result)
    } catch (error) {
      // Without load the faults are of no use: undo them before anything else.
      if (!this.#signal.aborted) this.#end.abort(new DrillEnded('failed', String(error)))
      await this.#cutShort(load)
      throw error
    } finally {
      callOffGuard()
      this.#lag.disable()
      const machineUse = machine.stop()
      if (machineUse !== undefined) record.update({ machineUse })
      await timeline
    }
  }

  /** Keeps what the load can still tell: a report can be made of a part as well. */
  async #cutShort(load: LoadRun): Promise<void> {
    const { context, clock, record } = this.#parts
    const loadEndUs = clock.nowUs()
    const ending = load.cutShort().then(() => load.done)
    try {
      const result = await within(clock, context.scenario.load.deadlineMs + lastWordMs, ending)
      record.update({ loadEndUs, loads: result === undefined ? [] : [result] })
      record.say('load-ended', result)
    } catch (error) {
      record.update({ loadEndUs })
      record.say('load-ended', { why: messageOf(error) })
    }
  }

  #timeline(world: World, loadStartUs: number, loadEndUs: number) {
    const { context, clock, record, plan } = this.#parts
    const journal = journalAt(join(context.folder, 'journal.ndjson'))
    const signal = this.#signal
    return runTimeline(plan.faults, {
      clock,
      loadStartUs,
      loadEndUs,
      signal,
      optionsOf: ({ planned }) => ({
        world: world.forFault(planned.id, planned.durationS * 1_000 + lifetimeSlackMs, signal),
        journal,
        say: (event) => record.event({ source: 'controller', ...event }),
        onState: (state) => record.faultAt(planned.id, state),
      }),
    })
  }

  #loadLaunch(world: World): LoadLaunch {
    const { context, operations } = this.#parts
    const { scenario, runId, epochNs, seed, folder, timing } = context
    const { arrivals, ratePerS, durationS, warmUpS, connections, deadlineMs, token } = scenario.load
    const tokens =
      token === undefined ? {} : { tokens: { ...token, endpoint: world.tokenEndpoint() } }
    return {
      generator,
      runId,
      epochNs,
      seed,
      ledgerFolder: ledgerFolderOf(folder),
      target: world.edgeEndpoint(),
      host: 'gateway.gatedrill.test',
      arrivals,
      ratePerS,
      // One schedule for both: what comes before second 0 is the warm-up.
      durationS: warmUpS + durationS,
      population: 'clients',
      connections,
      deadlineMs,
      connectTimeoutMs: timing.connectTimeoutMs,
      ...tokens,
      operations,
    }
  }

  #endOf(failure: { readonly error: unknown } | undefined) {
    if (failure === undefined) return { ended: 'complete' } as const
    const reason: unknown = this.#end.signal.reason
    if (this.#parts.signal.aborted) {
      return { ended: 'interrupted', endedWhy: messageOf(this.#parts.signal.reason) } as const
    }
    if (reason instanceof DrillEnded) return { ended: reason.ended, endedWhy: reason.message }
    return { ended: 'failed', endedWhy: messageOf(failure.error) } as const
  }

  /** Load first, so that nobody asks a world that is going; links last, then its secrets. */
  async #stopAll(): Promise<void> {
    this.#world?.[Symbol.dispose]()
    await this.#processes.stop((name) => name === generator)
    await this.#processes.stop((name) => name !== linksName)
    await this.#processes[Symbol.asyncDispose]()
    rmSync(stateFolderOf(this.#parts.context.folder), { recursive: true, force: true })
  }

  #lagMaxMs(): number {
    return Math.max(0, this.#lag.max / 1_000_000 - lagResolutionMs)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
