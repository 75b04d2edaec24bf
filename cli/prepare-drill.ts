import { join } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { checkChoice } from '../reports/checks/judge-checks.ts'
import { checkNames } from '../reports/objectives/check-names.ts'
import { parseObjectives } from '../reports/objectives/parse-objective.ts'
import { type LoadedScenario, loadScenario } from '../scenarios/load-scenario.ts'
import { placedError } from '../scenarios/placed-error.ts'
import { referenceProblems } from '../scenarios/references.ts'
import { k6Schema } from '../scenarios/schema/k6.ts'
import { planDrill } from '../sim/plan-drill.ts'
import { type Configuration, loadConfiguration } from './load-configuration.ts'

export type Engine = 'native' | 'k6'

/** Options of every command that needs a scenario's world. */
export type ScenarioOptions = {
  readonly config?: string
  readonly seed: number
  readonly set: readonly string[]
  readonly twin?: true
  readonly strict?: true
  /** OpenSLO files. */
  readonly slos?: readonly string[]
  /** Absent: as the scenario says. */
  readonly engine?: Engine
}

export type Prepared = {
  readonly loaded: LoadedScenario
  readonly configuration: Configuration
}

/** Reads and checks the scenario and its configuration; starts nothing. */
export async function prepareDrill(name: string, options: ScenarioOptions): Promise<Prepared> {
  const { config, seed, set, slos, strict = false, engine, twin: isTwin } = options
  const loaded = withEngine(await loadScenario(name, { set, config, slos, isTwin }), engine)
  const { scenario, configFolder, vaultFile } = loaded
  await placed(loaded, () => {
    checkNames(parseObjectives(scenario.objectives), scenario)
    checkChoice(scenario.checks)
    planDrill(scenario, seed)
  })
  const given = { scenario, seed, vaultFile, isStrict: strict }
  return { loaded, configuration: await loadConfiguration(configFolder, given) }
}

/** The scenario with its load made by that engine: by k6 as the scenario has it, or from its operations. */
export function withEngine(loaded: LoadedScenario, engine: Engine | undefined): LoadedScenario {
  const { load } = loaded.scenario
  if (engine === undefined || (engine === 'k6') === (load.k6 !== undefined)) return loaded
  const { k6: _, ...native } = load
  const own = engine === 'k6' ? { ...native, k6: k6Schema.parse({}) } : native
  const scenario = { ...loaded.scenario, load: own }
  const problems = referenceProblems(scenario, loaded.placeOf)
  if (problems.length > 0) throw new GatedrillError(problems)
  return { ...loaded, scenario }
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
