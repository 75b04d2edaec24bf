import type { TraceReading } from '../ledger/trace.ts'
import type { Blame } from './attribution.ts'
import type { JudgedCheck } from './checks/judge-checks.ts'
import type { ComposedSla } from './composed-sla.ts'
import type { RevisionAtRisk } from './configuration-loss.ts'
import type { ConfigurationUse } from './configuration-use.ts'
import type { Evidence } from './evidence.ts'
import type { Lateness } from './lateness.ts'
import type { LimitUse } from './limit-use.ts'
import type { LoadTime } from './load-times.ts'
import type { Judgement } from './objectives/objective.ts'
import type { FaultTimes, PhaseWindow } from './phases.ts'
import type { Reconciliation } from './reconcile/reconcile.ts'
import type { Recovery } from './recovery-time.ts'
import type { RegionTurn } from './region-turns.ts'
import type { Restore } from './restores.ts'
import type { Retries } from './retries.ts'
import type { Series } from './series/series.ts'
import type { LoadSecond, ZoneShare } from './shares.ts'
import type { SteadyState } from './steady-state.ts'
import type { LedgerHealth } from './store/ledger-files.ts'
import type { Manifest } from './store/manifest.ts'
import type { Topology } from './topology/frame.ts'
import type { RequestLife } from './trace/life-of-request.ts'
import type { Verdict } from './verdict.ts'

/** All that was found out about a run; what every chart and page is drawn from. */
export type Findings = {
  readonly manifest: Manifest
  readonly phases: readonly PhaseWindow[]
  readonly faults: readonly FaultTimes[]
  readonly recoveries: readonly Recovery[]
  readonly verdict: Verdict
  readonly judgements: readonly Judgement[]
  readonly checks: readonly JudgedCheck[]
  readonly lateness: Lateness | undefined
  readonly loadTimes: readonly LoadTime[]
  /** Of a load that plays a log again. */
  readonly replay: TraceReading | undefined
  /** Undefined: no backend declares an SLA, so that nothing is known of a whole path. */
  readonly sla: ComposedSla | undefined
  readonly reconciliation: Reconciliation
  readonly blames: readonly Blame[]
  /** Undefined: no client tried again. */
  readonly retries: Retries | undefined
  readonly limits: readonly LimitUse[]
  readonly configuration: ConfigurationUse
  /** By the time that the management plane lived after a publish. */
  readonly revisionsAtRisk: readonly RevisionAtRisk[]
  readonly restores: readonly Restore[]
  readonly ledgers: readonly LedgerHealth[]
  /** Before and after, in that order. */
  readonly steadyStates: readonly SteadyState[]
  readonly brokenEventLines: readonly number[]
  readonly loadSeconds: readonly LoadSecond[]
  readonly zoneShares: readonly ZoneShare[]
  readonly regionTurns: readonly RegionTurn[]
  readonly series: Series
  readonly topology: Topology
  /** Of the slowest request that was answered, and of one that was lost. */
  readonly lives: readonly RequestLife[]
  readonly evidence: Evidence
}

/** Seconds of the load at an instant of the run's clock, to the microsecond. */
export function loadSecondOf({ manifest }: Pick<Findings, 'manifest'>, atUs: number): number {
  return Math.round(atUs - manifest.loadStartUs) / 1_000_000
}
