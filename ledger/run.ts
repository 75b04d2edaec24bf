import type { LoadResult } from './launch/load.ts'

export const runFormat = 'gatedrill-run-2'

/** One instance of the world, as placed. */
export type PlacedInstance = {
  /** `westeurope-2-u1-a`: region, zone, unit, which of its instances. */
  readonly instance: string
  readonly region: string
  /** `westeurope-2`. */
  readonly zone: string
  /** Of a self-hosted gateway: its node. */
  readonly unit: number
  /** The self-hosted or workspace gateway that it belongs to; absent: the managed one. */
  readonly gateway?: string
}

/** A fault with its targets named: with the seed, all there is to repeat it. */
export type PlannedFault = {
  /** `zone-down#1`: kind and its place among the scenario's faults. */
  readonly id: string
  readonly kind: string
  readonly params: Readonly<Record<string, unknown>>
  /** Names of instances, links or processes. */
  readonly targets: readonly string[]
  /** Seconds after the load's start. */
  readonly atS: number
  readonly durationS: number
}

/** Shares of all processors while the load ran. */
export type MachineUse = {
  readonly processors: number
  readonly busyShare: number
  /** Of processes that are not of this run, and what a hypervisor took. */
  readonly otherShare: number
  /** What a hypervisor gave to other machines, within `otherShare`; absent in runs of before. */
  readonly stolenShare?: number
  /** The same over time, without gaps; absent in runs of before. */
  readonly slices?: readonly MachineSlice[]
}

/** Shares of all processors between two instants of the run's clock; own and other are all that is busy. */
export type MachineSlice = {
  readonly fromUs: number
  readonly untilUs: number
  readonly busyShare: number
  readonly ownShare: number
  readonly otherShare: number
  /** Within `otherShare`. */
  readonly stolenShare: number
}

/**
 * One life of a process: its number with what tells it from every other that ever had it. Of
 * Linux; `startTicks` counts from the boot, `namespace` is that of pids.
 */
export type ProcessIdentity = {
  readonly pid: number
  readonly startTicks: number
  readonly bootId: string
  readonly namespace: string
  readonly host: string
}

/**
 * `run.json`: what a report must know beside the ledgers. Written at the start and again, whole,
 * at the end; a run whose controller died keeps the first writing (`ended` is absent).
 */
export type RunManifest = {
  readonly format: typeof runFormat
  readonly scenarioName: string
  /** The scenario with every default, as `scenarios/schema.ts` has it. */
  readonly scenario: unknown
  readonly runId: string
  readonly seed: number
  /** ISO 8601, the wall clock's reading at the epoch. */
  readonly startedAt: string
  /** What repeats this run. */
  readonly command: string
  readonly versions: Readonly<Record<string, string>>
  readonly host: {
    readonly cores: number
    readonly memoryBytes: number
    readonly system: string
  }
  readonly timing: Readonly<Record<string, unknown>>
  readonly instances: readonly PlacedInstance[]
  readonly revision: { readonly number: number; readonly checksum: string; readonly source: string }
  readonly faults: readonly PlannedFault[]
  readonly loadStartUs: number
  readonly loadEndUs: number
  readonly loads: readonly LoadResult[]
  /** Worst delay of the controller's own event loop, a sign of a machine too busy to judge on. */
  readonly controllerLagMaxMs: number
  /** Names of the ledger files that its writers left; absent before they have ended. */
  readonly ledgers?: readonly string[]
  /** Absent before the load has ended, and where the system does not tell. */
  readonly machineUse?: MachineUse
  /** Who ran it: what it left can be swept up once that process is gone. */
  readonly controller?: ProcessIdentity
  /** When the disk first took no more of what the controller writes; absent: it took all. */
  readonly diskFull?: { readonly atUs: number; readonly why: string }
  readonly ended?: 'complete' | 'interrupted' | 'guard' | 'failed'
  readonly endedWhy?: string
}
