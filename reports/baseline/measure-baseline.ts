import { z } from 'zod'
import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { checkComparable, type Experiment } from '../compare/comparable.ts'
import { evidenceOf } from '../evidence-of.ts'
import { judgeObjective } from '../objectives/judge.ts'
import { askedOfBaseline } from '../objectives/judge-relative.ts'
import type { Judgement, Objective } from '../objectives/objective.ts'
import { parseObjectives } from '../objectives/parse-objective.ts'
import { measures } from '../objectives/registry.ts'
import { summaryIn } from '../read-summary.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import { bootstrapInterval } from '../statistics/bootstrap.ts'
import { medianOf } from '../statistics/describe.ts'
import { readManifest } from '../store/manifest.ts'
import { RunStore } from '../store/store.ts'
import { type Baseline, baselineFormat, writeBaseline } from './baseline-document.ts'

/**
 * Measures the runs of a baseline for the objectives that are relative to one. `own` are the runs
 * that will be held against it, which may not have run yet: throws COMPARE_DIFFERENT, as a
 * comparison does, when they and the baseline are no runs of one experiment.
 */
export async function measureBaseline(
  folders: readonly string[],
  texts: readonly string[],
  own: readonly Experiment[],
  allowed: readonly DifferenceKind[] = [],
): Promise<Baseline> {
  const runs = folders.map((folder) => ({ folder, manifest: readManifest(folder) }))
  checkComparable(runs, own, allowed)
  const objectives = relativeIn(texts)
  const judgements: Judgement[][] = []
  // One after the other: each holds a database open.
  for (const folder of folders) judgements.push(await measuredIn(folder, objectives))
  return {
    format: baselineFormat,
    runs: runs.map(({ folder, manifest: { runId } }) => ({ folder, runId })),
    values: objectives.map(({ text }, index) => {
      const ofRuns = judgements.flatMap((all) => all[index] ?? [])
      return { objective: text, ...together(ofRuns) }
    }),
  }
}

const scenarioSchema = z.looseObject({ objectives: z.array(z.string()).default([]) })

/** Measures a baseline for a run that is there, and writes it into its folder. */
export async function giveBaseline(
  folder: string,
  baselineFolders: readonly string[],
  allowed: readonly DifferenceKind[] = [],
): Promise<void> {
  const manifest = readManifest(folder)
  const { objectives } = scenarioSchema.parse(manifest.scenario ?? {})
  const own = [{ folder, manifest }]
  writeBaseline(folder, await measureBaseline(baselineFolders, objectives, own, allowed))
}

function relativeIn(texts: readonly string[]): readonly Objective[] {
  return parseObjectives(texts).filter(({ limit }) => limit.kind === 'relative')
}

async function measuredIn(folder: string, objectives: readonly Objective[]): Promise<Judgement[]> {
  if (objectives.length === 0) return []
  const { verdict, doubts, why } = await summaryIn(folder)
  const isSound = verdict !== 'aborted' && doubts.length === 0
  await using store = await RunStore.open(folder)
  await reconcile(store)
  const evidence = await evidenceOf(store, objectives)
  return objectives.flatMap((objective) => {
    const measure = measures.find(({ name }) => name === objective.measure)
    if (measure === undefined) return []
    const judgement = judgeObjective(askedOfBaseline(objective, measure), evidence)
    if (isSound) return [judgement]
    const { measured: _, ...rest } = judgement
    return [{ ...rest, why }]
  })
}

/** One run as it measured itself; several by their median, and how that varies as they do. */
function together(ofRuns: readonly Judgement[]) {
  const untold = ofRuns.find(({ measured }) => measured === undefined || !Number.isFinite(measured))
  if (untold !== undefined) return { why: untold.why }
  const values = ofRuns.flatMap(({ measured }) => measured ?? [])
  const [only] = ofRuns
  const interval =
    values.length === 1
      ? only?.interval
      : bootstrapInterval([values], ([drawn = []]) => medianOf(drawn))
  return { measured: medianOf(values), ...(interval === undefined ? {} : { interval }) }
}
