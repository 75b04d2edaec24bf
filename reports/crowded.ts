import type { JudgedCheck } from './checks/judge-checks.ts'
import type { Judgement } from './objectives/objective.ts'
import type { Manifest } from './store/manifest.ts'

/** A machine with less to spare than this makes processes wait for each other. */
const fullShare = 0.85
/** Less of other work than this does not decide what a run measures. */
export const otherShareMax = 0.2
/** More than this by the run alone: the machine is too small for it, and all of it waits. */
const overfullShare = 0.95

/** What more processors would not have made better. */
const soundVerdicts: ReadonlySet<Judgement['verdict']> = new Set(['pass', 'warn', 'not-claimed'])

/**
 * That a full machine was kept from the run by other work, or is too small for it: then what failed
 * may have failed for want of processors. Being crowded makes nothing better, so that a run that
 * passes has passed.
 */
export function crowdedText(
  { machineUse }: Pick<Manifest, 'machineUse'>,
  judgements: readonly Judgement[],
  checks: readonly JudgedCheck[],
): string | undefined {
  const isSound =
    judgements.every(({ verdict }) => soundVerdicts.has(verdict)) &&
    checks.every(({ verdict }) => verdict !== 'broken')
  if (machineUse === undefined || isSound) return undefined
  const byOthers = crowdedByOthersText(machineUse, otherShareMax)
  if (byOthers !== undefined) return byOthers
  return isCrowded(machineUse)
    ? `${inUse(machineUse)} by this run alone; lower load.ratePerS`
    : undefined
}

/** That a full machine was kept from the run by more than such a share of other work. */
export function crowdedByOthersText(
  machineUse: MachineUse | undefined,
  otherMax: number,
): string | undefined {
  if (machineUse === undefined || !isFullOfOthers(machineUse, otherMax)) return undefined
  return `${inUse(machineUse)}, ${percentOf(machineUse.otherShare)} by other work than this run`
}

function inUse({ busyShare, processors }: MachineUse): string {
  return `the machine was too busy: ${percentOf(busyShare)} of ${processors} processors in use`
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`
}

type Use = { readonly busyShare: number; readonly otherShare: number }
type MachineUse = Use & { readonly processors: number }

/** Whether a run waited for processors: its latencies are then those of the machine. */
export function isCrowded(use: Use): boolean {
  return isFullOfOthers(use, otherShareMax) || use.busyShare >= overfullShare
}

function isFullOfOthers({ busyShare, otherShare }: Use, otherMax: number): boolean {
  return busyShare >= fullShare && otherShare > otherMax
}
