import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, relative, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { withEditFiles } from './edit-files.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { type FieldPath, isWithin, textOfPath } from './field-path.ts'
import { findScenario } from './find-scenario.ts'
import { type PlaceOf, problemsOfIssues } from './issue-problems.ts'
import { withK6Script } from './k6-script.ts'
import { withConfig } from './other-config.ts'
import { readModule } from './read-module.ts'
import { readYaml } from './read-yaml.ts'
import { referenceProblems } from './references.ts'
import type { ScenarioDocument } from './scenario-document.ts'
import { type Scenario, scenarioSchema } from './schema.ts'
import { type Setting, settingOf, withSetting } from './set-option.ts'
import { withSloFiles } from './slo-files.ts'
import { withTrace } from './trace-file.ts'
import { twinSettings } from './twin.ts'

export type LoadOptions = {
  /** Each `path=value`, applied in their order. */
  readonly set: readonly string[]
  /** Another APIOps folder than the scenario's, relative to the working directory. */
  readonly config?: string | undefined
  /** OpenSLO files beside the scenario's own, relative to the working directory. */
  readonly slos?: readonly string[] | undefined
  /** The scenario's twin in its place, which `set` then changes further. */
  readonly isTwin?: boolean | undefined
}

export type LoadedScenario = {
  readonly scenario: Scenario
  readonly file: string
  /** Absolute; it exists. */
  readonly configFolder: string
  /** Absolute. */
  readonly vaultFile: string | undefined
  /** `drill.yaml:14 faults[0].zone`, for problems that only later rooms can see. */
  readonly placeOf: PlaceOf
}

/**
 * Finds, reads and checks a scenario, with what the command line changes in it. Everything that
 * is wrong with it comes together in one `GatedrillError`.
 */
export async function loadScenario(
  nameOrPath: string,
  { set, config, slos = [], isTwin = false }: LoadOptions,
): Promise<LoadedScenario> {
  const file = findScenario(nameOrPath)
  const document = await documentOf(file)
  const twin = isTwin ? twinSettings(document.input, shownFile(file)) : []
  const settings = settingsOf([...twin, ...set], document.input)
  const placeOf = placesOf(file, document, settings.list)
  const parsed = scenarioSchema.safeParse(settings.input)
  if (!parsed.success) {
    throw new GatedrillError(problemsOfIssues(parsed.error.issues, settings.input, placeOf))
  }
  const more = slos.map((slo) => resolve(slo))
  const written = { ...parsed.data, slos: [...parsed.data.slos, ...more] }
  const withEdits = withEditFiles(written, file, placeOf)
  const withFiles = withK6Script(withSloFiles(withEdits, file, placeOf), file, placeOf)
  const own = await withTrace(withFiles, file, placeOf)
  const configFolder =
    config === undefined
      ? folderAt(resolve(dirname(file), own.gateway.config), placeOf(['gateway', 'config']))
      : folderAt(resolve(config), `--config ${config}`)
  const scenario = config === undefined ? own : withConfig(own, config, configFolder)
  const problems = referenceProblems(scenario, placeOf)
  if (problems.length > 0) throw new GatedrillError(problems)
  const { vault } = own.gateway
  const vaultFile = vault === undefined ? undefined : resolve(dirname(file), vault)
  return { scenario, file, configFolder, vaultFile, placeOf }
}

async function documentOf(file: string): Promise<ScenarioDocument> {
  const isModule = ['.ts', '.js', '.mjs'].includes(extname(file))
  const shown = shownFile(file)
  return isModule ? readModule(file, shown) : readYaml(await readFile(file, 'utf8'), shown)
}

type Settings = { readonly input: unknown; readonly list: readonly Setting[] }

/** Applied one after another, so that a later one sees what an earlier one made. */
function settingsOf(set: readonly string[], input: unknown): Settings {
  return set.reduce<Settings>(
    ({ input: before, list }, text) => {
      const setting = settingOf(text, before)
      return { input: withSetting(before, setting.path, setting.value), list: [...list, setting] }
    },
    { input, list: [] },
  )
}

function placesOf(
  file: string,
  { lineOf }: ScenarioDocument,
  settings: readonly Setting[],
): PlaceOf {
  return (path: FieldPath) => {
    const setting = settings.findLast((candidate) => isWithin(path, candidate.path))
    if (setting !== undefined) return `--set ${setting.text}`
    const line = lineOf(path)
    const place = line === undefined ? shownFile(file) : `${shownFile(file)}:${line}`
    return path.length === 0 ? place : `${place} ${textOfPath(path)}`
  }
}

/** As the person would open it: relative to the working directory when it lies within. */
function shownFile(file: string): string {
  const path = relative('', file)
  return path.startsWith('..') ? file : path
}

function folderAt(folder: string, where: string): string {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return folder
  throw new GatedrillError(
    scenarioProblem({
      code: scenarioErrorCodes.configMissing,
      where,
      what: found === undefined ? `there is no folder ${folder}` : `${folder} is a file, no folder`,
      why: "the gateway's configuration is an APIOps artifact folder",
      fix: 'give the folder that the APIOps extractor wrote (it holds apis/, products/, ...)',
    }),
  )
}
