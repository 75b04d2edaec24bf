import { join } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { checkChoice } from '../reports/checks/judge-checks.ts'
import { parseObjectives } from '../reports/objectives/parse-objective.ts'
import { type LoadedScenario, loadScenario } from '../scenarios/load-scenario.ts'
import { placedError } from '../scenarios/placed-error.ts'
import { planDrill } from '../sim/plan-drill.ts'
import { type Configuration, loadConfiguration } from './load-configuration.ts'

/** Options of every command that needs a scenario's world. */
export type ScenarioOptions = {
  readonly config?: string
  readonly seed: number
  readonly set: readonly string[]
  readonly strict?: true
}

export type Prepared = {
  readonly loaded: LoadedScenario
  readonly configuration: Configuration
}

/** Reads and checks the scenario and its configuration; starts nothing. */
export async function prepareDrill(name: string, options: ScenarioOptions): Promise<Prepared> {
  const { config, seed, set, strict = false } = options
  const loaded = await loadScenario(name, { set, config })
  const { scenario, configFolder, vaultFile } = loaded
  await placed(loaded, () => {
    parseObjectives(scenario.objectives)
    checkChoice(scenario.checks)
    planDrill(scenario, seed)
  })
  const given = { scenario, seed, vaultFile, isStrict: strict }
  return { loaded, configuration: await loadConfiguration(configFolder, given) }
}

/** What `work` gives; what is wrong with the scenario is told with file and line. */
export async function placed<Result>(
  { placeOf }: LoadedScenario,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof GatedrillError ? placedError(error, placeOf) : error
  }
}

/** The folder of a new run, named for its scenario and the time (UTC). */
export function newRunFolder(out: string, scenarioName: string): string {
  const [day = '', time = ''] = new Date().toISOString().split('T')
  const stamp = `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  return join(out, `${scenarioName}-${stamp}`)
}
