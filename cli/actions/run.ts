import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { outlineOf } from '../../sim/outline.ts'
import { baselineOf } from '../baseline.ts'
import { commandLineOf } from '../command-line.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import { newRunFolder, placed, prepareDrill, type ScenarioOptions } from '../prepare-drill.ts'
import { printOutline } from '../print-outline.ts'
import { printSummary } from '../print-summary.ts'
import { runOnce } from '../run-once.ts'
import { sweep } from '../sweep.ts'
import { runTrials } from '../trials/run-trials.ts'

/** Options of the command. */
export type RunOptions = ScenarioOptions & {
  readonly out: string
  readonly quiet?: true
  readonly dryRun?: true
  readonly json?: true
  readonly trials: number
  readonly baseline?: string
  readonly allow?: readonly DifferenceKind[]
  readonly against?: string
}

/**
 * Runs a drill, or several trials of it, judges, prints the verdict and sets the exit code; a dry
 * run says what would be.
 */
export async function run(name: string, options: RunOptions): Promise<void> {
  const prepared = await prepareDrill(name, options)
  const command = commandLineOf(name, options)
  const { seed, out, json, quiet, baseline, against } = options
  if (options.dryRun === true) {
    const { scenario } = prepared.loaded
    const { content, failing } = prepared.configuration
    const outline = await placed(prepared.loaded, () => outlineOf(scenario, content, failing, seed))
    printOutline(outline, command, json === true)
    return
  }
  if (options.trials > 1 || baseline !== undefined || against !== undefined) {
    process.exitCode = await runTrials(name, options)
    return
  }
  sweep(out)
  using interrupt = abortOnInterrupt()
  const { name: scenarioName } = prepared.loaded.scenario
  const folder = newRunFolder(out, options.twin === true ? `${scenarioName}-twin` : scenarioName)
  const held = await baselineOf(prepared, { ...options, seeds: [seed] })
  const once = {
    seed,
    folder,
    command,
    isQuiet: quiet === true,
    signal: interrupt.signal,
    baseline: held,
  }
  const summary = await runOnce(prepared, once)
  if (json === true) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`)
  else printSummary(summary, folder)
  process.exitCode = summary.exitCode
}
