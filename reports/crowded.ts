import type { JudgedCheck } from './checks/judge-checks.ts'
import type { Judgement } from './objectives/objective.ts'
import type { Manifest } from './store/manifest.ts'

/** A machine with less to spare than this makes processes wait for each other. */
const fullShare = 0.85
/** Less of other work than this does not decide what a run measures. */
const otherShareMax = 0.2

/**
 * That other work kept a full machine from the run: then what failed may have failed for want of
 * processors. Being crowded makes nothing better, so that a run that passes has passed.
 */
export function crowdedText(
  { machineUse }: Manifest,
  judgements: readonly Judgement[],
  checks: readonly JudgedCheck[],
): string | undefined {
  const isSound =
    judgements.every(({ verdict }) => verdict === 'pass') &&
    checks.every(({ verdict }) => verdict !== 'broken')
  if (machineUse === undefined || isSound) return undefined
  const { processors, busyShare, otherShare } = machineUse
  if (busyShare < fullShare || otherShare <= otherShareMax) return undefined
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return (
    `the machine was too busy: ${percent(busyShare)} of ${processors} processors in use, ` +
    `${percent(otherShare)} by other work than this run`
  )
}
