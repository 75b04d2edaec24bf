import { rmSync } from 'node:fs'
import type { NoticeEvent } from '../ledger/child.ts'
import type { RunManifest } from '../ledger/run.ts'
import type { Clock } from './clock.ts'
import { DrillEnded } from './errors.ts'
import { type Guards, watchGuards } from './guards/watch-guards.ts'
import { type LaunchContext, stateFolderOf } from './launches.ts'
import { generatorNames } from './load-generators.ts'
import { Processes } from './processes/processes.ts'
import { ledgersIn, logFolderOf } from './run-folder.ts'
import type { RunRecord } from './run-record.ts'
import { linksName } from './wiring.ts'
import { World } from './world.ts'

export type SessionParts = {
  readonly context: Omit<LaunchContext, 'endpointOf'>
  readonly clock: Clock
  readonly record: RunRecord
  /** Aborted (Ctrl-C): all is undone and the run ends as interrupted. */
  readonly signal: AbortSignal
  /** Puts other programs in the place of the project's own; absent: none. */
  readonly mainOf: ((main: string) => string) | undefined
}

/** A world that is up and steady, for whatever is played in it. */
export type Stage = {
  readonly world: World
  readonly processes: Processes
  readonly guards: Guards
  /** Aborted when the run has to end before its time, for whatever reason. */
  readonly signal: AbortSignal
  /** Ends the run before its time; the first reason counts. */
  end(reason: DrillEnded): void
}

const steadyAgainWithinMs = 10_000

/** A run from the start of its world to the end of its processes, with its guards. */
export class Session {
  readonly #parts: SessionParts
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  readonly #processes: Processes
  #world: World | undefined

  constructor(parts: SessionParts) {
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
   * Plays in a world of its own, to the end or until it is broken off, and leaves no process and
   * no harm behind. Rejects with what made it fail (after the same cleaning up); an interruption
   * or a guard is a manifest.
   */
  async run(play: (stage: Stage) => Promise<void>): Promise<RunManifest> {
    const { record } = this.#parts
    let failure: { readonly error: unknown } | undefined
    try {
      await this.#play(play)
    } catch (error) {
      failure = { error }
    }
    const end = this.#endOf(failure)
    if (end.ended === 'interrupted') record.say('interrupted', { why: end.endedWhy })
    if (end.ended === 'guard') record.say('guard-tripped', { why: end.endedWhy })
    record.phase('stopping')
    await this.#stopAll()
    record.makeRoom()
    record.say('run-ended', end)
    record.update({ ...end, ledgers: ledgersIn(this.#parts.context.folder) })
    record.phase('ended')
    if (failure !== undefined && end.ended === 'failed') throw failure.error
    return record.manifest
  }

  async #play(play: (stage: Stage) => Promise<void>): Promise<void> {
    const { context, clock, record, signal } = this.#parts
    signal.throwIfAborted()
    const end = (reason: DrillEnded) => this.#end.abort(reason)
    using guards = watchGuards(context.scenario.guards, {
      clock,
      folder: context.folder,
      trip: (why) => end(new DrillEnded('guard', why)),
    })
    const processes = this.#processes
    const world = await World.start({
      context,
      clock,
      processes,
      signal: this.#signal,
      say: (event) => this.#hearOfInstance(event),
    })
    this.#world = world
    record.instancesIn(world.instancesIn)
    record.say('world-ready', { processes: processes.count })
    record.say('steady-state', { when: 'before', isSteady: true })
    await play({ world, processes, guards, signal: this.#signal, end })
    const endedAtUs = clock.nowUs()
    const isSteady = await world.becomesSteady(steadyAgainWithinMs, this.#signal)
    const tookMs = (clock.nowUs() - endedAtUs) / 1_000
    const unsteady = isSteady ? [] : await world.unsteady()
    record.say('steady-state', { when: 'after', isSteady, tookMs, unsteady })
  }

  /** Whoever has been there stands in the manifest, for the ledgers speak of it. */
  #hearOfInstance(event: NoticeEvent): void {
    const { record } = this.#parts
    record.event({ ...event, source: 'controller' })
    if (event.kind !== 'instance-added') return
    const known = record.manifest.instances
    const added = this.#world?.instances.filter((one) => !known.includes(one)) ?? []
    record.update({ instances: [...known, ...added] })
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
    const generators = generatorNames(this.#parts.context.scenario.load.generators)
    this.#world?.[Symbol.dispose]()
    await this.#processes.stop((name) => generators.includes(name))
    await this.#processes.stop((name) => name !== linksName)
    await this.#processes[Symbol.asyncDispose]()
    rmSync(stateFolderOf(this.#parts.context.folder), { recursive: true, force: true })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
