import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import {
  checkConfiguration,
  checkLooseDocuments,
  type DocumentsCheck,
  type XmlFormat,
} from '../../gateway/check/check-documents.ts'
import { readArtifactFolder } from '../../gateway/config/artifact-folder.ts'
import { loadArtifacts } from '../../gateway/config/load-artifacts.ts'
import { readVault, type Vault } from '../../gateway/config/vault.ts'
import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { bundleOf } from '../../load/engines/k6/bundle.ts'
import { checkChoice } from '../../reports/checks/judge-checks.ts'
import { parseObjectives } from '../../reports/objectives/parse-objective.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { placedError, placedProblem } from '../../scenarios/placed-error.ts'
import { resolveOperations } from '../../sim/load-mix.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { exitCodes } from '../exit-codes.ts'
import { namedValueOf } from '../pairs.ts'
import { filesOf } from '../policy-problems.ts'
import { printFindings } from '../print-findings.ts'
import { refusedOperations } from '../refused-operations.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'

/** Options of the command. */
export type ValidateOptions = {
  readonly set: readonly string[]
  readonly config?: string
  readonly value: readonly string[]
  readonly vault?: string
  readonly format: XmlFormat
  readonly json?: true
  readonly strict?: true
}

/** What a check found. */
export type Findings = {
  /** What was checked, in a line. */
  readonly said: string
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** Of policy documents; absent where they were not reached. */
  readonly documents?: DocumentsCheck
}

/** Checks a scenario, folder or document, prints what it found and sets the exit code. */
export async function validate(what: string, options: ValidateOptions): Promise<void> {
  const findings = await findingsOf(what, options)
  const { errors, warnings } = findings
  const isValid = errors.length === 0 && (options.strict !== true || warnings.length === 0)
  printFindings(findings, { isValid, isJson: options.json === true })
  process.exitCode = isValid ? 0 : exitCodes.badInput
}

async function findingsOf(what: string, options: ValidateOptions): Promise<Findings> {
  const { format, value } = options
  const namedValues = Object.fromEntries(value.map(namedValueOf))
  try {
    if (statSync(what, { throwIfNoEntry: false })?.isDirectory() === true) {
      return (
        (await checkLooseFolder(what, format)) ??
        (await checkFolder(what, namedValues, format, await vaultOf(options.vault)))
      )
    }
    if (what.endsWith('.xml')) {
      const document = { file: basename(what), xml: textIn(what) }
      return withDocuments(what, checkLooseDocuments([document], format))
    }
    return await checkScenario(what, options)
  } catch (error) {
    if (error instanceof GatedrillError) return { said: what, errors: error.problems, warnings: [] }
    throw error
  }
}

/** A heap of policy documents; undefined for a folder that is laid out as an extractor does. */
async function checkLooseFolder(folder: string, format: XmlFormat): Promise<Findings | undefined> {
  const { texts, foldersIn } = await readArtifactFolder(folder)
  const roots = ['', ...foldersIn('')]
  if (roots.some((root) => foldersIn(root === '' ? 'apis' : `${root}/apis`).length > 0)) return
  const documents = [...texts]
    .filter(([path]) => path.toLowerCase().endsWith('.xml'))
    .map(([file, xml]) => ({ file, xml }))
  if (documents.length === 0) return undefined
  return withDocuments(
    `${folder}: ${documents.length} documents, each by itself`,
    checkLooseDocuments(documents, format),
  )
}

async function vaultOf(file: string | undefined): Promise<Vault | undefined> {
  return file === undefined ? undefined : readVault(file)
}

async function checkFolder(
  folder: string,
  namedValues: Readonly<Record<string, string>>,
  format: XmlFormat,
  vault?: Vault,
): Promise<Findings> {
  const keysOf = subscriptionKeysOf({}, 0)
  const { content, warnings } = await loadArtifacts(folder, { namedValues, keysOf, vault })
  const operations = content.apis.reduce((sum, api) => sum + api.operations.length, 0)
  const said =
    `${folder}: ${content.apis.length} APIs, ${operations} operations, ` +
    `${content.products.length} products, ${content.subscriptions.length} subscriptions`
  return withDocuments(said, checkConfiguration(content, format), warnings)
}

function withDocuments(
  said: string,
  documents: DocumentsCheck,
  others: readonly Problem[] = [],
): Findings {
  const { errors, warnings } = documents
  return { said, errors, warnings: [...others, ...warnings], documents }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
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

async function checkScenario(
  name: string,
  { set, config, value, vault: ownVault, format }: ValidateOptions,
): Promise<Findings> {
  const { scenario, configFolder, vaultFile, placeOf } = await loadScenario(name, { set, config })
  try {
    parseObjectives(scenario.objectives)
    checkChoice(scenario.checks)
    const { instances, faults } = planDrill(scenario)
    const script = scenario.load.k6?.script
    if (script !== undefined) await bundleOf(script)
    const { subscriptionKeys } = scenario.gateway
    const given = Object.fromEntries(value.map(namedValueOf))
    const namedValues = { ...scenario.gateway.namedValues, ...given }
    const keysOf = subscriptionKeysOf(subscriptionKeys, 0)
    const vault = await vaultOf(ownVault ?? vaultFile)
    const { content } = await loadArtifacts(configFolder, { namedValues, keysOf, vault })
    const checked = await checkFolder(configFolder, namedValues, format, vault)
    const operations = resolveOperations(scenario, content, filesOf(checked.warnings))
    const refused = refusedOperations(scenario, operations, content)
    const targets = faults.map(({ planned }) => `${planned.id} on ${planned.targets.join(', ')}`)
    return {
      ...checked,
      // First, for they are about what the reader has written.
      warnings: [...refused.map((problem) => placedProblem(problem, placeOf)), ...checked.warnings],
      said:
        `${scenario.name}: ${instances.length} instances, ${operations.length} operations, ` +
        `${scenario.objectives.length} objectives${['', ...targets].join('; ')}`,
    }
  } catch (error) {
    throw error instanceof GatedrillError ? placedError(error, placeOf) : error
  }
}
