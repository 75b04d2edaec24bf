import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { styleText } from 'node:util'
import { loadArtifacts } from '../../gateway/config/load-artifacts.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { makeFolder } from '../../ledger/make-folder.ts'
import { scenarioSchema } from '../../scenarios/schema.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { loadOf, regionsOf, usual } from '../init/answers.ts'
import { type Asking, asking, type Question, type Terminal } from '../init/ask.ts'
import { editorSchema } from '../init/editor-schema.ts'
import { configFolderOf, findConfig } from '../init/find-config.ts'
import { firstBackends } from '../init/first-backends.ts'
import { firstOperations } from '../init/first-operations.ts'
import { firstScenario, type ScenarioPart } from '../init/first-scenario.ts'
import { typescriptTextOf, yamlTextOf } from '../init/scenario-text.ts'
import { typedAs } from '../init/typed-as.ts'
import { filesOf, policyProblemsOf } from '../policy-problems.ts'
import { subscriptionKeysOf } from '../subscription-keys.ts'

/** Options of the command. */
export type InitOptions = {
  readonly config?: string
  readonly regions?: string
  readonly load?: string
  readonly name?: string
  readonly typescript?: true
  readonly yes?: true
  readonly force?: true
}

const schemaFile = 'scenario.schema.json'

/** Writes a scenario for the person's configuration, and says what to type next. */
export async function init(
  folder: string,
  options: InitOptions,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<void> {
  const { config, regions, load } = await answersOf(options, terminal)
  const name = options.name ?? `${slugOf(basename(resolve(config)))}-outage`
  const isTypescript = options.typescript === true
  const file = join(folder, `${name}.${isTypescript ? 'ts' : 'yaml'}`)
  if (existsSync(file) && options.force !== true) throw isThere(file)
  const keysOf = subscriptionKeysOf({}, 1)
  const { content } = await loadArtifacts(config, { namedValues: {}, keysOf, vault: undefined })
  const parts = firstScenario({
    name,
    config: relativePath(folder, config),
    regions,
    load,
    backends: firstBackends(content),
    operations: [...firstOperations(content, filesOf(policyProblemsOf(content)))],
  })
  check(parts)
  const head = [`Written by "gatedrill init". Yours now: change what is not so.`]
  makeFolder(folder)
  writeFileSync(
    file,
    isTypescript ? typescriptTextOf(parts, { head }) : yamlTextOf(parts, { head, schemaFile }),
  )
  const lines = [
    `wrote  ${file}`,
    ...(isTypescript ? [] : [keepSchema(join(folder, schemaFile), options.force === true)]),
    ...nextLines(file),
  ]
  terminal.output.write(`${lines.join('\n')}\n`)
}

async function answersOf({ config, regions, load, yes }: InitOptions, terminal: Terminal) {
  using questions = yes === true ? silent() : asking(terminal)
  const answer = <Answer>(given: string | undefined, question: Question<Answer>) =>
    given === undefined ? questions.ask(question) : question.read(given)
  return {
    config: await answer(config, {
      text: 'APIOps folder',
      usual: findConfig('.') ?? '',
      read: configFolderOf,
    }),
    regions: await answer(regions, {
      text: 'Regions, as name:zones:units, the primary first',
      usual: usual.regions,
      read: regionsOf,
    }),
    load: await answer(load, {
      text: 'Load and SLO, as requests a second, availability, p99',
      usual: usual.load,
      read: loadOf,
    }),
  }
}

/** Takes the usual answers. */
function silent(): Asking {
  return {
    ask: async ({ usual: answer, read }) => read(answer),
    [Symbol.dispose]: () => undefined,
  }
}

/** What the answers make may be impossible, units without a tier for them say. */
function check(parts: readonly ScenarioPart[]): void {
  const input = Object.fromEntries(parts.map(({ key, value }) => [key, value]))
  const parsed = scenarioSchema.safeParse(input)
  if (parsed.success) {
    planDrill(parsed.data, 1)
    return
  }
  throw new GatedrillError(
    parsed.error.issues.map(({ path, message }) => ({
      code: 'CLI_INIT_IMPOSSIBLE',
      where: path.join('.'),
      what: message,
      why: 'the answers make a scenario that cannot be',
      fix: path[0] === 'name' ? 'choose another --name' : 'choose others: gatedrill init --help',
    })),
  )
}

/** An older one of another version would serve as well; it is left unless it may be replaced. */
function keepSchema(file: string, mayReplace: boolean): string {
  const text = `${JSON.stringify(editorSchema(), undefined, 2)}\n`
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (before === text) return `kept   ${file}`
  if (before !== undefined && !mayReplace)
    return `kept   ${file} (another one; --force replaces it)`
  writeFileSync(file, text)
  return `wrote  ${file}`
}

function nextLines(file: string): readonly string[] {
  const command = typedAs(process.env)
  const shown = /\s/.test(file) ? JSON.stringify(file) : file
  return [
    '',
    styleText('bold', 'Next'),
    `  ${command} validate ${shown}          what of your configuration is not supported, by line`,
    `  ${command} run ${shown} --dry-run     what would run where, and who would be harmed`,
    `  ${command} run ${shown}               the drill, and its verdict`,
  ]
}

function isThere(file: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_INIT_FILE_EXISTS',
    where: file,
    what: 'this file is there already',
    why: 'what you have changed in it would be lost',
    fix: 'choose another --name or folder, or replace it with --force',
  })
}

/** With `/`, and a dot before what lies below. */
function relativePath(from: string, to: string): string {
  const path = relative(resolve(from), resolve(to)).replaceAll('\\', '/') || '.'
  return path.startsWith('.') ? path : `./${path}`
}

function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug.slice(0, 48) || 'my'
}
