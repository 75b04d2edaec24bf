import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../ledger/make-folder.ts'
import type { Baseline } from '../../reports/baseline/baseline-document.ts'
import {
  type Comparison,
  comparisonJsonOf,
  comparisonOf,
} from '../../reports/compare/comparison.ts'
import { comparisonPage } from '../../reports/compare/comparison-page.ts'
import { runFoldersIn } from '../../reports/compare/run-folders.ts'
import { type TrialSet, trialSetOf } from '../../reports/compare/trial-set.ts'
import type { Summary } from '../../reports/summary.ts'
import { exitCodes } from '../../reports/verdict.ts'
import type { RunOptions } from '../actions/run.ts'
import { baselineOf } from '../baseline.ts'
import { commandLineOf } from '../command-line.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import { newRunFolder, prepareDrill } from '../prepare-drill.ts'
import { printComparison } from '../print-comparison.ts'
import { printTrials } from '../print-trials.ts'
import { runOnce } from '../run-once.ts'
import { sweep } from '../sweep.ts'
import { planTrials, type Trial } from './plan-trials.ts'

type Ran = { readonly trial: Trial; readonly folder: string; readonly summary: Summary }

/**
 * Runs the trials of a drill one after the other, each with the next seed, and compares them with a
 * baseline or with the same trials of another configuration. Gives the exit code: that of the
 * trials, or 1 when they are worse than the baseline, or B than A.
 */
export async function runTrials(name: string, options: RunOptions): Promise<number> {
  const { seed, trials, against, baseline, allow, out, json, quiet } = options
  const seeds = Array.from({ length: trials }, (_, index) => seed + index)
  // Before anything runs: an hour of trials is too long to learn of a misspelt folder.
  const before = baseline === undefined ? undefined : runFoldersIn(baseline)
  let scenario = name
  let held: Baseline | undefined
  for (const config of configsOf(options)) {
    const prepared = await prepareDrill(name, withConfig(options, config))
    scenario = prepared.loaded.scenario.name
    held ??= await baselineOf(prepared, { ...options, seeds })
  }
  sweep(out)
  using interrupt = abortOnInterrupt()
  const folder = newRunFolder(out, `${scenario}-trials`)
  const ran: Ran[] = []
  for (const trial of planTrials(trials, seed, against !== undefined)) {
    if (interrupt.signal.aborted) break
    const done = await runTrial(name, options, trial, { folder, held, signal: interrupt.signal })
    ran.push(done)
    if (quiet !== true) tellTrial(done, trials)
  }
  const set = trialSetOf(
    ran.filter(({ trial }) => trial.group === 'a').map(({ summary }) => summary),
  )
  const comparison = interrupt.signal.aborted ? undefined : await comparedOf(ran, before, allow)
  const page = comparison === undefined ? undefined : join(folder, 'comparison.html')
  if (comparison !== undefined && page !== undefined) {
    writeFileSync(page, await comparisonPage(comparison))
  }
  print(set, comparison, page, json === true)
  const isWorse = comparison?.verdict === 'worse'
  return set.verdict === 'pass' && isWorse ? exitCodes.fail : exitCodes[set.verdict]
}

const configsOf = ({ config, against }: RunOptions) =>
  against === undefined ? [config] : [config, against]

function withConfig(options: RunOptions, config: string | undefined): RunOptions {
  const { config: _own, ...rest } = options
  return config === undefined ? rest : { ...rest, config }
}

type TrialsSurroundings = {
  /** Of all trials. */
  readonly folder: string
  readonly held: Baseline | undefined
  readonly signal: AbortSignal
}

async function runTrial(
  name: string,
  options: RunOptions,
  { group, number, seed }: Trial,
  { folder: parent, held, signal }: TrialsSurroundings,
): Promise<Ran> {
  const own = { ...withConfig(options, group === 'b' ? options.against : options.config), seed }
  const folder = join(parent, options.against === undefined ? '' : group, `trial-${number}`)
  makeFolder(join(folder, '..'))
  const summary = await runOnce(await prepareDrill(name, own), {
    seed,
    folder,
    command: commandLineOf(name, own),
    isQuiet: options.quiet === true,
    signal,
    baseline: held,
  })
  return { trial: { group, number, seed }, folder, summary }
}

function tellTrial({ trial, folder, summary }: Ran, trials: number): void {
  const { group, number, seed } = trial
  process.stderr.write(
    `trial ${number}/${trials} ${group.toUpperCase()} seed ${seed}: ${summary.verdict}  ${folder}\n`,
  )
}

async function comparedOf(
  ran: readonly Ran[],
  before: readonly string[] | undefined,
  allow: RunOptions['allow'],
): Promise<Comparison | undefined> {
  const foldersOf = (group: Trial['group']) =>
    ran.filter(({ trial }) => trial.group === group).map(({ folder }) => folder)
  const [a, b] = [foldersOf('a'), foldersOf('b')]
  if (before !== undefined) return comparisonOf(before, a, allow)
  return b.length === 0 ? undefined : comparisonOf(a, b)
}

function print(
  set: TrialSet,
  comparison: Comparison | undefined,
  page: string | undefined,
  isJson: boolean,
): void {
  if (isJson) {
    const compared = comparison === undefined ? {} : { comparison: comparisonJsonOf(comparison) }
    process.stdout.write(`${JSON.stringify({ trials: set, ...compared }, undefined, 2)}\n`)
    return
  }
  printTrials(set)
  if (comparison !== undefined) printComparison(comparison, page)
}
