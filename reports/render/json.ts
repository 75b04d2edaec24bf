import type { Blame } from '../attribution.ts'
import type { JudgedCheck } from '../checks/judge-checks.ts'
import { crowdingOf, isTaken } from '../crowded-slices.ts'
import { type Findings, loadSecondOf } from '../findings.ts'
import { latenessBoundMs } from '../lateness.ts'
import type { Judgement } from '../objectives/objective.ts'
import { scoreOf } from '../objectives/weighed.ts'
import type { FaultTimes } from '../phases.ts'
import type { Hit } from '../reconcile/in-flight.ts'
import { type Restore, recoveryTimeMsOf } from '../restores.ts'
import { servedSharesOf } from '../served-share.ts'
import { statusOriginsOf } from '../status-makers.ts'
import { type SteadyState, steadyTextOf } from '../steady-state.ts'
import type { LedgerHealth } from '../store/ledger-files.ts'
import { type Summary, summaryFormat } from '../summary.ts'

/** The content of `summary.json`; the same findings give the same bytes. */
export function summaryOf(findings: Findings, files: Summary['files']): Summary {
  const { manifest, verdict, judgements, reconciliation, blames, ledgers } = findings
  const { sums, witnesses, inFlight, broken } = reconciliation
  const { recorded, ...counts } = sums
  return {
    format: summaryFormat,
    scenario: manifest.scenarioName,
    verdict: verdict.verdict,
    exitCode: verdict.exitCode,
    why: verdict.why,
    doubts: [...verdict.doubts],
    ...judgedIn(judgements),
    checks: findings.checks.map((check) => checkOf(check, findings)),
    reconciliation: {
      offered: recorded,
      ...(counts.scheduled === undefined ? {} : { scheduled: counts.scheduled }),
      ok: counts.ok,
      rejected: counts.rejected,
      failed: counts.failed,
      unknown: counts.unknown,
      notSent: counts.notSent,
      attempts: counts.attempts,
      isExact: counts.isExact,
      broken: [...broken],
    },
    served: servedSharesOf(findings.evidence),
    ...retriesOf(findings),
    unknown: witnesses.unknown,
    duplicates: witnesses.duplicates,
    phantoms: witnesses.phantoms,
    unwitnessed: witnesses.unwitnessed,
    inFlight: { total: inFlight.length, byFate: fatesOf(inFlight) },
    attribution: [...blames],
    statuses: statusesOf(blames),
    faults: findings.faults.map((fault) => faultOf(fault, findings)),
    regionTurns: findings.regionTurns.map(({ atUs, ...turn }) => {
      return { atS: loadSecondOf(findings, atUs), ...turn }
    }),
    steadyState: steadyStateOf(findings.steadyStates),
    limits: findings.limits.map(
      ({ region, counter, keyHash, limit, windowMs, admittedMax, bound }) => {
        return { region, counter, keyHash, limit, windowMs, admittedMax, bound }
      },
    ),
    configurationLoss: findings.revisionsAtRisk.map(({ diedAtUs, ...point }) => {
      return { ...point, diedAtS: loadSecondOf(findings, diedAtUs) }
    }),
    restores: findings.restores.map((restore) => restoreOf(restore, findings)),
    ledgers: ledgers.map(ledgerOf),
    provenance: provenanceOf(findings),
    files,
    loadTimes: [...findings.loadTimes],
    ...(findings.sla === undefined ? {} : { sla: findings.sla }),
    ...(findings.replay === undefined ? {} : { trace: findings.replay }),
    harness: harnessOf(findings),
  }
}

function statusesOf(blames: readonly Blame[]): NonNullable<Summary['statuses']> {
  return statusOriginsOf(blames).map(({ status, made, policies }) => {
    const { edge, gateway, 'backend leg': backendLeg, backend } = made
    return { status, edge, gateway, backendLeg, backend, policies: [...policies] }
  })
}

function ledgerOf({ file, problem, ...health }: LedgerHealth): Summary['ledgers'][number] {
  const { records, tornBytes, gaps, damaged, missing } = health
  const why = problem === undefined ? {} : { problem }
  return { file, records, tornBytes, gaps, damaged, missing, ...why }
}

function restoreOf(restore: Restore, findings: Findings): Summary['restores'][number] {
  const { backup, revision, restoredAtUs, lostAtUs, servedAtUs } = restore
  const rtoMs = recoveryTimeMsOf(restore)
  return {
    backup,
    revision,
    restoredAtS: loadSecondOf(findings, restoredAtUs),
    ...(lostAtUs === undefined ? {} : { lostAtS: loadSecondOf(findings, lostAtUs) }),
    ...(servedAtUs === undefined ? {} : { servedAtS: loadSecondOf(findings, servedAtUs) }),
    ...(rtoMs === undefined ? {} : { rtoMs }),
  }
}

function retriesOf({ retries }: Findings): Pick<Summary, 'retries'> {
  if (retries === undefined) return {}
  const attempts = retries.attempts.map(({ p50Ms, p99Ms, ...counts }) => ({
    ...counts,
    ...(p50Ms === undefined ? {} : { p50Ms: jsonNumberOf(p50Ms) }),
    ...(p99Ms === undefined ? {} : { p99Ms: jsonNumberOf(p99Ms) }),
  }))
  return { retries: { attempts, phases: [...retries.phases] } }
}

/** JSON knows no infinity. */
function jsonNumberOf(value: number): number | 'infinite' {
  return Number.isFinite(value) ? value : 'infinite'
}

function judgedIn(judgements: readonly Judgement[]): Pick<Summary, 'objectives' | 'score'> {
  const objectives = judgements.map(objectiveOf)
  const score = scoreOf(judgements)
  if (score === undefined || score.open !== undefined) return { objectives }
  const { percent, missed, total } = score
  return { objectives, score: { percent, missed, total } }
}

function objectiveOf({ measured, margin, interval, baseline, bad: _, ...rest }: Judgement) {
  return {
    ...rest,
    ...(measured === undefined ? {} : { measured: jsonNumberOf(measured) }),
    ...(margin === undefined ? {} : { margin: jsonNumberOf(margin) }),
    ...intervalIn(interval),
    ...(baseline === undefined
      ? {}
      : { baseline: { ...baseline, ...intervalIn(baseline.interval) } }),
  }
}

function intervalIn(interval: Judgement['interval']) {
  if (interval === undefined) return {}
  return { interval: { low: jsonNumberOf(interval.low), high: jsonNumberOf(interval.high) } }
}

/** A check as the summary has it. */
export function checkOf(
  check: JudgedCheck,
  findings: Pick<Findings, 'manifest'>,
): Summary['checks'][number] {
  const { name, verdict, isRequired, claim, bound, why } = check
  const head = { name, verdict, isRequired, claim, bound, why }
  if (check.verdict === 'not-claimed') return { ...head, samples: 0 }
  const { samples, margin } = check
  const seen =
    margin === undefined
      ? {}
      : { observed: margin.observed, allowed: margin.bound, unit: margin.unit }
  if (check.verdict === 'holds') return { ...head, samples, ...seen }
  const { requestId, atUs, what } = check.first
  return {
    ...head,
    samples,
    ...seen,
    first: {
      ...(requestId === undefined ? {} : { requestId }),
      ...(atUs === undefined ? {} : { atS: loadSecondOf(findings, atUs) }),
      what,
    },
  }
}

function fatesOf(hits: readonly Hit[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { fate } of hits) counts[fate] = (counts[fate] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function faultOf(fault: FaultTimes, findings: Findings): Summary['faults'][number] {
  const recovery = findings.recoveries.find((one) => one.fault === fault.id)
  const moments = [
    ['applyingS', fault.applyingAtUs],
    ['provenS', fault.provenAtUs],
    ['detectedS', fault.detectedAtUs],
    ['undoingS', fault.undoingAtUs],
    ['healedS', fault.healedAtUs],
    ['backS', fault.backAtUs],
  ] as const
  return {
    id: fault.id,
    kind: fault.kind,
    targets: [...fault.targets],
    atS: loadSecondOf(findings, fault.plannedAtUs),
    ...Object.fromEntries(
      moments.flatMap(([name, atUs]) =>
        atUs === undefined ? [] : [[name, loadSecondOf(findings, atUs)]],
      ),
    ),
    ...(recovery === undefined ? {} : { recoveryMs: jsonNumberOf(recovery.recoveryMs) }),
    undoneBy: fault.undoneBy,
  }
}

function steadyStateOf(states: readonly SteadyState[]): Summary['steadyState'] {
  const of = (when: SteadyState['when']) => {
    const {
      when: _when,
      p99Ms,
      unsteady = [],
      ...rest
    } = states.find((state) => state.when === when) ?? {}
    const p99 = p99Ms === undefined ? {} : { p99Ms: jsonNumberOf(p99Ms) }
    return { ...rest, unsteady: [...unsteady], ...p99 }
  }
  return { finding: steadyTextOf(states), before: of('before'), after: of('after') }
}

function provenanceOf({ manifest }: Findings): Summary['provenance'] {
  const { runId, seed, startedAt, command, versions, host, revision, loads } = manifest
  const scheduleDigests = loads.map(({ scheduleDigest }) => scheduleDigest)
  return { runId, seed, startedAt, command, versions, host, revision, scheduleDigests }
}

function harnessOf(findings: Findings): Summary['harness'] {
  const { lateness, judgements, manifest } = findings
  const own = {
    controllerLagMaxMs: manifest.controllerLagMaxMs,
    latenessP99MaxMs: latenessBoundMs(judgements),
    ...machineUseOf(findings),
  }
  if (lateness === undefined) return own
  const { p99Ms: latenessP99Ms, maxMs: latenessMaxMs, duePerS, startedPerS } = lateness
  return { ...own, startedPerS, duePerS, latenessP99Ms, latenessMaxMs }
}

/** What of the run's slices says something; `run.json` has all. */
function machineUseOf({ manifest, faults, judgements, checks }: Findings) {
  const { machineUse } = manifest
  if (machineUse === undefined) return {}
  const { slices, ...whole } = machineUse
  const taken = slices?.filter(isTaken).map(({ fromUs, untilUs, otherShare, stolenShare }) => {
    const at = (atUs: number) => loadSecondOf({ manifest }, atUs)
    return { fromS: at(fromUs), untilS: at(untilUs), otherShare, stolenShare }
  })
  const crowding = crowdingOf(manifest, faults, judgements, checks)
  return {
    machineUse: {
      ...whole,
      ...(taken === undefined ? {} : { taken }),
      ...(crowding === undefined ? {} : { explains: [...crowding.objectives] }),
    },
  }
}
