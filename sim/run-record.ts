import { join } from 'node:path'
import type { DrillEvent, EventKind } from '../ledger/events.ts'
import type { LoadProgress } from '../ledger/launch/load.ts'
import type { PlannedFault, RunManifest } from '../ledger/run.ts'
import type { Clock } from './clock.ts'
import type { FaultState } from './faults/run-fault.ts'
import { fullDiskIn, releaseRoom, reserveRoom } from './full-disk.ts'
import { type LineFile, lineFileAt } from './line-file.ts'
import type { DrillProgress } from './progress.ts'
import { writeManifest } from './run-folder.ts'

export type RunRecordOptions = {
  readonly folder: string
  readonly clock: Clock
  readonly manifest: RunManifest
  readonly onProgress: ((progress: DrillProgress) => void) | undefined
}

/** What a run tells the outside while it lasts: its events, its manifest, its live progress. */
export class RunRecord {
  readonly #options: RunRecordOptions
  readonly #events: LineFile
  #manifest: RunManifest
  #progress: DrillProgress
  #loadToldAtUs: number | undefined

  constructor(options: RunRecordOptions) {
    this.#options = options
    this.#events = lineFileAt(join(options.folder, 'events.ndjson'))
    this.#manifest = options.manifest
    const { faults, instances } = options.manifest
    this.#progress = {
      phase: 'starting',
      second: 0,
      load: undefined,
      faults: faults.map(({ id }) => ({ id, state: 'planned' })),
      instancesIn: 0,
      instances: instances.length,
    }
    writeManifest(options.folder, options.manifest)
    reserveRoom(options.folder)
  }

  get manifest(): RunManifest {
    return this.#manifest
  }

  get progress(): DrillProgress {
    return this.#progress
  }

  /** When the load last told how it goes, microseconds since the epoch. */
  get loadToldAtUs(): number | undefined {
    return this.#loadToldAtUs
  }

  /** Something that the controller itself did or saw, now. */
  say(kind: EventKind, detail?: unknown): void {
    const atUs = this.#options.clock.nowUs()
    this.event({ atUs, kind, source: 'controller', detail })
  }

  event(event: DrillEvent): void {
    const full = this.#events.append(event)
    if (full !== undefined) this.#hearOfFullDisk(full)
  }

  /**
   * Changes the manifest, and writes it: whatever happens later, the report starts from this. What a
   * full disk does not take is written by a later change, the last of them into room that was kept.
   */
  update(changes: Partial<RunManifest>): void {
    this.#manifest = { ...this.#manifest, ...changes }
    try {
      writeManifest(this.#options.folder, this.#manifest)
    } catch (error) {
      const full = fullDiskIn(error)
      if (full === undefined) throw error
      this.#hearOfFullDisk(full)
    }
  }

  /** Makes room for the last words of a run; those who wrote its ledgers must be gone. */
  makeRoom(): void {
    releaseRoom(this.#options.folder)
  }

  /** The first time counts: a report says from when on something may be missing. */
  #hearOfFullDisk(why: string): void {
    const atUs = this.#options.clock.nowUs()
    this.#manifest = { diskFull: { atUs, why }, ...this.#manifest }
  }

  phase(phase: DrillProgress['phase']): void {
    this.#show({ phase })
  }

  loadAt(load: LoadProgress): void {
    this.#loadToldAtUs = this.#options.clock.nowUs()
    this.#show({ load, second: load.second })
  }

  /** One more than the manifest has: injected by hand. */
  addFault(planned: PlannedFault): void {
    this.update({ faults: [...this.#manifest.faults, planned] })
    this.#show({ faults: [...this.#progress.faults, { id: planned.id, state: 'planned' }] })
  }

  /** The world has changed since the plan: the report goes by what the fault hits. */
  retarget(planned: PlannedFault): void {
    const { faults } = this.#manifest
    this.update({ faults: faults.map((fault) => (fault.id === planned.id ? planned : fault)) })
  }

  faultAt(id: string, state: FaultState): void {
    const faults = this.#progress.faults.map((fault) => (fault.id === id ? { id, state } : fault))
    this.#show({ faults })
  }

  instancesIn(instancesIn: number): void {
    if (instancesIn !== this.#progress.instancesIn) this.#show({ instancesIn })
  }

  #show(changes: Partial<DrillProgress>): void {
    this.#progress = { ...this.#progress, ...changes }
    this.#options.onProgress?.(this.#progress)
  }
}
