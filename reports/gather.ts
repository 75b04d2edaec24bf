import { z } from 'zod'
import { checksSchema } from '../scenarios/schema/checks.ts'
import { type Slo, sloSchema } from '../scenarios/slo/schema.ts'
import { attributionOf } from './attribution.ts'
import { readBaseline, valuesOf } from './baseline/baseline-document.ts'
import { type CheckChoice, checkChoice, judgeChecks } from './checks/judge-checks.ts'
import { composedSlaOf } from './composed-sla.ts'
import { revisionsAtRisk } from './configuration-loss.ts'
import { evidenceOf } from './evidence-of.ts'
import type { Findings } from './findings.ts'
import { latenessOf } from './lateness.ts'
import { loadTimesOf } from './load-times.ts'
import { judgeObjectives } from './objectives/judge.ts'
import type { Objective } from './objectives/objective.ts'
import { parseObjectives } from './objectives/parse-objective.ts'
import { type Reconciliation, reconcile } from './reconcile/reconcile.ts'
import { recoveryOf } from './recovery-time.ts'
import { regionTurnsOf } from './region-turns.ts'
import { replayOf } from './replay.ts'
import { restoresOf } from './restores.ts'
import { retriesOf } from './retries.ts'
import { seriesOf } from './series/series.ts'
import { loadSecondsOf, zoneSharesOf } from './shares.ts'
import { judgeSlos } from './slo/judge-slos.ts'
import { steadyStatesOf } from './steady-state.ts'
import type { RunStore } from './store/store.ts'
import { topologyOf } from './topology/topology.ts'
import { tellingLivesOf } from './trace/telling-lives.ts'
import { verdictOf } from './verdict.ts'

/** The part of a scenario that a report needs beside its name. */
const scenarioSchema = z.looseObject({
  objectives: z.array(z.string()).default([]),
  slos: z.array(sloSchema).default([]),
  // Runs of before there were checks are held to all of them as well.
  checks: checksSchema.default({ leaveOut: [], require: [] }),
})

/**
 * Computes everything that a report says. Throws when an objective or check of the run
 * is not known here.
 */
export async function gather(store: RunStore): Promise<Findings> {
  const { manifest, faults, phases, ledgers, eventLedger } = store
  const { objectives: texts, checks: choice, slos } = scenarioSchema.parse(manifest.scenario ?? {})
  checkChoice(choice)
  const objectives = parseObjectives(texts)
  const reconciliation = await reconcile(store)
  // The database answers for the one while the other is computed from its answers.
  const [judged, told] = await Promise.all([
    judgedOf(store, { objectives, slos, choice, reconciliation }),
    toldOf(store),
  ])
  const { evidence, judgements, checks, lateness } = judged
  const { events } = eventLedger
  return {
    manifest,
    phases,
    faults,
    recoveries: faults.flatMap((fault) => recoveryOf(fault, evidence) ?? []),
    verdict: verdictOf(manifest, faults, reconciliation, judgements, lateness, checks),
    ...judged,
    replay: replayOf(events),
    sla: composedSlaOf(manifest.scenario),
    reconciliation,
    limits: evidence.limits,
    configuration: evidence.configuration,
    revisionsAtRisk: revisionsAtRisk(manifest, events, faults),
    ledgers,
    steadyStates: steadyStatesOf(events, evidence),
    brokenEventLines: eventLedger.brokenLines,
    regionTurns: regionTurnsOf(events, manifest),
    ...told,
  }
}

type Judging = {
  readonly objectives: readonly Objective[]
  readonly slos: readonly Slo[]
  readonly choice: CheckChoice
  readonly reconciliation: Reconciliation
}

/** All that a verdict is made of. */
async function judgedOf(store: RunStore, { objectives, slos, choice, reconciliation }: Judging) {
  const { manifest, folder, eventLedger } = store
  const baseline = readBaseline(folder)
  const evidence = {
    ...(await evidenceOf(store, objectives)),
    ...(baseline === undefined ? {} : { baseline: valuesOf(baseline) }),
  }
  const lateness = await latenessOf(store)
  const judgements = [...judgeObjectives(objectives, evidence), ...(await judgeSlos(store, slos))]
  const known = { ...evidence, manifest, events: eventLedger.events, reconciliation, store }
  return { evidence, lateness, judgements, checks: await judgeChecks(known, choice) }
}

/** What is told beside the verdict. */
async function toldOf(store: RunStore) {
  return {
    blames: await attributionOf(store),
    loadTimes: await loadTimesOf(store),
    retries: await retriesOf(store),
    restores: await restoresOf(store),
    loadSeconds: await loadSecondsOf(store),
    zoneShares: await zoneSharesOf(store),
    ...(await picturedOf(store)),
    lives: await tellingLivesOf(store),
  }
}

/** What pictures alone are drawn from. */
async function picturedOf(store: RunStore): Promise<Pick<Findings, 'series' | 'topology'>> {
  const { manifest, faults, eventLedger } = store
  const series = await seriesOf(store)
  const source = { manifest, faults, events: eventLedger.events, instanceSeconds: series.instances }
  return { series, topology: topologyOf(source) }
}
