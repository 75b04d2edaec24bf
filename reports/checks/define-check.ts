import type { DrillEvent } from '../../ledger/events.ts'
import type { Evidence } from '../evidence.ts'
import type { Unit } from '../objectives/objective.ts'
import type { Reconciliation } from '../reconcile/reconcile.ts'
import type { Manifest } from '../store/manifest.ts'
import type { RunStore } from '../store/store.ts'

/** All that checks are judged from; what `Evidence` does not have, they ask the store for. */
export type CheckEvidence = Evidence & {
  readonly manifest: Manifest
  /** By time. */
  readonly events: readonly DrillEvent[]
  readonly reconciliation: Reconciliation
  readonly store: Pick<RunStore, 'rows' | 'numbers' | 'createTable'>
}

/** The first thing that broke an invariant; the request is absent where none did. */
export type Violation = {
  readonly requestId?: number
  /** Microseconds of the run's clock. */
  readonly atUs?: number
  readonly what: string
}

/** The worst that was seen, beside what the invariant allows. */
export type Margin = { readonly observed: number; readonly bound: number; readonly unit: Unit }

/**
 * What came of a check. An invariant is claimed only where its precondition holds: where it does
 * not, nothing was tested, which is never a pass.
 */
export type CheckResult =
  | {
      readonly verdict: 'holds'
      readonly why: string
      readonly samples: number
      readonly margin?: Margin
    }
  | {
      readonly verdict: 'broken'
      readonly why: string
      readonly samples: number
      readonly margin?: Margin
      readonly first: Violation
    }
  | { readonly verdict: 'not-claimed'; readonly why: string }

/**
 * An invariant as one file: what must hold whatever the scenario asks for, by which source, within
 * which bound, and how a run shows it.
 */
export type Check = {
  /** `rate.over-admission`; its file has a hyphen for the dot. */
  readonly name: string
  /** What must hold, one sentence. */
  readonly claim: string
  /** Who promises it, or what it follows from. */
  readonly source: string
  /** What is allowed, with the names of its terms; also when it is not claimed. */
  readonly bound: string
  check(evidence: CheckEvidence): CheckResult | Promise<CheckResult>
}

export function defineCheck(check: Check): Check {
  return check
}

/** The precondition did not hold, or nothing was seen that could have broken the invariant. */
export function notClaimed(why: string): CheckResult {
  return { verdict: 'not-claimed', why }
}
