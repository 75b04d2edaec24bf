import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { styleText } from 'node:util'
import { loadArtifacts } from '../../gateway/config/load-artifacts.ts'
import { checkPolicies, checkPolicyDocument } from '../../gateway/policy/check-policies.ts'
import { GatedrillError, type Problem, textOf } from '../../ledger/errors.ts'
import { parseObjectives } from '../../reports/objectives/parse-objective.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { placedError } from '../../scenarios/placed-error.ts'
import { resolveOperations } from '../../sim/load-mix.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { exitCodes } from '../exit-codes.ts'
import { filesOf } from '../policy-problems.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'

/** Options of the command. */
export type ValidateOptions = {
  readonly set: readonly string[]
  readonly config?: string
  readonly json?: true
  readonly strict?: true
}

/** What a check found: `said` when all is well, warnings beside it, or errors. */
type Findings = {
  readonly said: string
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Checks a scenario, folder or document, prints what it found and sets the exit code. */
export async function validate(what: string, options: ValidateOptions): Promise<void> {
  const { said, errors, warnings } = await findingsOf(what, options)
  const isBad = errors.length > 0 || (options.strict === true && warnings.length > 0)
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ valid: !isBad, errors, warnings }, undefined, 2)}\n`)
  } else {
    const listed = [
      ...errors.map((problem) => `${styleText('red', 'error')}    ${textOf(problem)}`),
      ...warnings.map((problem) => `${styleText('yellow', 'warning')}  ${textOf(problem)}`),
    ]
    const verdict = isBad ? styleText('red', 'not valid') : styleText('green', 'valid')
    const counts = `${errors.length} errors, ${warnings.length} warnings`
    process.stdout.write(`${[...listed, `${verdict}  ${said} (${counts})`].join('\n')}\n`)
  }
  process.exitCode = isBad ? exitCodes.badInput : 0
}

async function findingsOf(what: string, options: ValidateOptions): Promise<Findings> {
  try {
    if (statSync(what, { throwIfNoEntry: false })?.isDirectory() === true) {
      return await checkFolder(what, {})
    }
    if (what.endsWith('.xml')) return checkDocument(what)
    return await checkScenario(what, options)
  } catch (error) {
    if (error instanceof GatedrillError) return { said: what, errors: error.problems, warnings: [] }
    throw error
  }
}

async function checkFolder(
  folder: string,
  namedValues: Readonly<Record<string, string>>,
): Promise<Findings> {
  const keysOf = subscriptionKeysOf({}, 0)
  const { content, warnings } = await loadArtifacts(folder, { namedValues, keysOf })
  const { errors, warnings: ofPolicies } = checkPolicies(content)
  const operations = content.apis.reduce((sum, api) => sum + api.operations.length, 0)
  return {
    said:
      `${folder}: ${content.apis.length} APIs, ${operations} operations, ` +
      `${content.products.length} products, ${content.subscriptions.length} subscriptions`,
    errors,
    warnings: [...warnings, ...ofPolicies],
  }
}

function checkDocument(file: string): Findings {
  const found = checkPolicyDocument({ file: basename(file), xml: textIn(file) })
  return { said: file, ...found }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new GatedrillError({
      code: 'CLI_FILE_MISSING',
      where: file,
      what: 'this file cannot be read',
      why: 'it is not there, or is no file',
      fix: 'name a policy document, policy.xml say',
    })
  }
}

async function checkScenario(name: string, { set, config }: ValidateOptions): Promise<Findings> {
  const { scenario, configFolder, placeOf } = await loadScenario(name, { set, config })
  try {
    parseObjectives(scenario.objectives)
    const { instances, faults } = planDrill(scenario)
    const { namedValues, subscriptionKeys } = scenario.gateway
    const keysOf = subscriptionKeysOf(subscriptionKeys, 0)
    const { content } = await loadArtifacts(configFolder, { namedValues, keysOf })
    const { errors, warnings } = await checkFolder(configFolder, namedValues)
    const operations = resolveOperations(scenario, content, filesOf(warnings))
    const targets = faults.map(({ planned }) => `${planned.id} on ${planned.targets.join(', ')}`)
    return {
      said:
        `${scenario.name}: ${instances.length} instances, ${operations.length} operations, ` +
        `${scenario.objectives.length} objectives${['', ...targets].join('; ')}`,
      errors,
      warnings,
    }
  } catch (error) {
    throw error instanceof GatedrillError ? placedError(error, placeOf) : error
  }
}
