import { join } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import { checkChoice } from '../../reports/checks/judge-checks.ts'
import { parseObjectives } from '../../reports/objectives/parse-objective.ts'
import { reportRun } from '../../reports/report.ts'
import { type LoadedScenario, loadScenario } from '../../scenarios/load-scenario.ts'
import { placedError } from '../../scenarios/placed-error.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { runDrill } from '../../sim/run.ts'
import { commandLineOf } from '../command-line.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import { loadConfiguration } from '../load-configuration.ts'
import { printSummary } from '../print-summary.ts'
import { progressTo } from '../progress.ts'

/** Options of the command. */
export type RunOptions = {
  readonly config?: string
  readonly seed: number
  readonly set: readonly string[]
  readonly out: string
  readonly strict?: true
  readonly quiet?: true
}

/** Runs a drill, judges it, prints the verdict and sets the exit code. */
export async function run(name: string, options: RunOptions): Promise<void> {
  const { config, seed, set, out, strict = false, quiet = false } = options
  const loaded = await loadScenario(name, { set, config })
  const { scenario, configFolder, vaultFile } = loaded
  checked(loaded)
  const given = { scenario, seed, vaultFile, isStrict: strict }
  const { content, failing } = await loadConfiguration(configFolder, given)
  const folder = join(out, `${scenario.name}-${timeStamp()}`)
  const command = commandLineOf(name, options)
  using progress = progressTo(scenario, { seed, isQuiet: quiet })
  using interrupt = abortOnInterrupt()
  try {
    await runDrill({
      scenario,
      content,
      failing,
      contentSource: configFolder,
      seed,
      folder,
      command,
      onProgress: (now) => progress.show(now),
      signal: interrupt.signal,
    })
  } catch (error) {
    throw error instanceof GatedrillError ? placedError(error, loaded.placeOf) : error
  } finally {
    progress[Symbol.dispose]()
  }
  const summary = await reportRun(folder)
  printSummary(summary, folder)
  process.exitCode = summary.exitCode
}

/** What can be wrong with a scenario beyond its shape, with file and line; starts nothing. */
function checked({ scenario, placeOf }: LoadedScenario): void {
  try {
    parseObjectives(scenario.objectives)
    checkChoice(scenario.checks)
    planDrill(scenario)
  } catch (error) {
    throw error instanceof GatedrillError ? placedError(error, placeOf) : error
  }
}

/** `20261121-091500`, in UTC. */
function timeStamp(): string {
  const [day = '', time = ''] = new Date().toISOString().split('T')
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
}
