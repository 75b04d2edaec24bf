import { dirname, resolve } from 'node:path'
import type { Baseline } from '../reports/baseline/baseline-document.ts'
import { measureBaseline } from '../reports/baseline/measure-baseline.ts'
import { runFoldersIn } from '../reports/compare/run-folders.ts'
import type { DifferenceKind } from '../scenarios/schema/baseline.ts'
import { hostFacts, versions, withoutSecrets } from '../sim/run-folder.ts'
import type { Prepared } from './prepare-drill.ts'

export type BaselineOptions = {
  /** Of the command line; absent: the scenario's own, if it has one. */
  readonly baseline?: string
  readonly allow?: readonly DifferenceKind[]
  readonly twin?: true
  /** Of the runs that will be held against it. */
  readonly seeds: readonly number[]
}

/**
 * What the runs of a baseline measured for the objectives of a scenario; undefined without one.
 * Before anything runs, so that a baseline of something else is refused before a drill is spent on
 * it: throws COMPARE_EMPTY and COMPARE_DIFFERENT.
 */
export async function baselineOf(
  { loaded }: Pick<Prepared, 'loaded'>,
  options: BaselineOptions,
): Promise<Baseline | undefined> {
  const given = baselineGiven(loaded, options)
  if (given === undefined) return undefined
  const { scenario } = loaded
  // As it will stand in run.json: without what JSON leaves out.
  const written: unknown = JSON.parse(JSON.stringify(withoutSecrets(scenario)))
  const own = options.seeds.map((seed) => ({
    folder: 'this run',
    manifest: { scenario: written, host: hostFacts(), versions: versions(), seed },
  }))
  return measureBaseline(runFoldersIn(given.runs), scenario.objectives, own, given.allow)
}

function baselineGiven(
  { scenario, file }: Prepared['loaded'],
  { baseline, allow = [], twin }: BaselineOptions,
) {
  if (baseline !== undefined) return { runs: baseline, allow }
  // A twin is another scenario, whose runs the scenario's own baseline is not of.
  if (scenario.baseline === undefined || twin === true) return undefined
  const { runs, allow: own } = scenario.baseline
  return { runs: resolve(dirname(file), runs), allow: [...own, ...allow] }
}
