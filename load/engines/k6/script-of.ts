import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { isLevel } from '../../../ledger/launch/rate-line.ts'
import { templateOf } from '../../template.ts'
import { type K6Scenario, type Shape, scenariosOf } from './scenarios-of.ts'
import { scriptNowMs } from './script-clock.ts'

type Operation = LoadLaunch['operations'][number]

/** What a script is made from. */
export type ScriptSource = Omit<Shape, 'usersMax'> & {
  readonly operations: readonly Operation[]
  readonly populations?: readonly { readonly name: string; readonly share: number }[] | undefined
  /** Keys that stand in headers, by subscription id. */
  readonly keys?: Readonly<Record<string, string>>
  readonly usersMax?: number
  /** What it is made from, for its first line. */
  readonly madeFrom?: string
}

const usersMaxUnlessSaid = 1_000

/**
 * TypeScript for k6 >= 1.0 that offers the operations of a load by their weights. It runs alone
 * against any gateway, and holds no secret: keys and tokens come from the environment.
 */
export function scriptOf(source: ScriptSource): string {
  const { operations, populations = [], keys = {}, madeFrom = 'a scenario' } = source
  const { usersMax = usersMaxUnlessSaid } = source
  const keyIds = Object.keys(keys).filter((id) => usesKey(operations, keys[id]))
  const hasTokens = operations.some(({ needsToken }) => needsToken)
  const scenarios = scenariosOf({ ...source, usersMax })
  const several = populations.length > 1 ? populations : []
  return [
    header(madeFrom, keyIds, hasTokens, several),
    imports,
    options(scenarios),
    environment(keyIds, hasTokens, several),
    operationList(operations, keys),
    several.length > 0 ? populationList(several) : '',
    hasTokens ? tokenFunction : '',
    body(source, several.length > 0),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function usesKey(operations: readonly Operation[], key: string | undefined): boolean {
  return operations.some(({ headers }) => Object.values(headers).some((value) => value === key))
}

function header(
  madeFrom: string,
  keyIds: readonly string[],
  hasTokens: boolean,
  populations: NonNullable<ScriptSource['populations']>,
): string {
  const keys = `{${keyIds.map((id) => `"${id}":"..."`).join(',')}}`
  return [
    `// The load of ${madeFrom}, for k6 1.0 or newer. Written by gatedrill export k6.`,
    '//',
    '//   k6 run -e BASE_URL=https://gateway.example.com \\',
    ...(keyIds.length > 0 ? [`//     -e SUBSCRIPTION_KEYS='${keys}' \\`] : []),
    ...(hasTokens ? ['//     -e TOKEN=eyJ... \\'] : []),
    '//     script.ts',
    ...(populations.length > 0
      ? ['//', '// BASE_URLS may give each population its own, as JSON by name.']
      : []),
  ].join('\n')
}

const imports = `import exec from 'k6/execution'
import http from 'k6/http'`

function options(scenarios: Readonly<Record<string, K6Scenario>>): string {
  return `export const options = ${literal({ scenarios })}`
}

function environment(
  keyIds: readonly string[],
  hasTokens: boolean,
  populations: NonNullable<ScriptSource['populations']>,
): string {
  return [
    "const baseUrl = __ENV.BASE_URL ?? 'http://127.0.0.1:8080'",
    ...(populations.length > 0 ? ["const baseUrls = JSON.parse(__ENV.BASE_URLS ?? '{}')"] : []),
    ...(keyIds.length > 0 ? ["const keys = JSON.parse(__ENV.SUBSCRIPTION_KEYS ?? '{}')"] : []),
    ...(hasTokens ? ["let token = __ENV.TOKEN ?? ''", 'let renewAtMs = 0'] : []),
  ].join('\n')
}

function operationList(
  operations: readonly Operation[],
  keys: Readonly<Record<string, string>>,
): string {
  const items = operations.map((operation) => operationItem(operation, keys))
  return `const operations = [\n${items.join('\n')}\n]`
}

function operationItem(
  { name, weight, method, path, headers, body, needsToken, okStatuses }: Operation,
  keys: Readonly<Record<string, string>>,
): string {
  const lines = [
    `name: ${quoted(name)},`,
    `weight: ${weight},`,
    `method: ${quoted(method)},`,
    `path: () => ${filled(path)},`,
    ...(hasAny(headers) ? [`headers: ${headersOf(headers, keys)},`] : []),
    ...(body === undefined ? [] : [`body: () => ${filled(body)},`]),
    ...(needsToken ? ['needsToken: true,'] : []),
    ...(okStatuses === undefined ? [] : [`okStatuses: [${okStatuses.join(', ')}],`]),
  ]
  return `  {\n${lines.map((line) => `    ${line}`).join('\n')}\n  },`
}

/** A key stands there by its subscription's id. */
function headersOf(
  headers: Readonly<Record<string, string>>,
  keys: Readonly<Record<string, string>>,
): string {
  const pairs = Object.entries(headers).map(([name, value]) => {
    const id = Object.keys(keys).find((candidate) => keys[candidate] === value)
    return `${quoted(name)}: ${id === undefined ? quoted(value) : `keys[${quoted(id)}]`}`
  })
  return `{ ${pairs.join(', ')} }`
}

/** `/orders/{id:1..500}` as `/orders/${between(1, 500)}`. */
function filled(text: string): string {
  const { texts, ranges } = templateOf(text)
  if (ranges.length === 0) return quoted(text)
  const parts = texts.map((part, index) => {
    const range = ranges[index]
    const place = range === undefined ? '' : `\${between(${range.from}, ${range.to})}`
    return `${part.replace(/[`\\]|\$\{/g, '\\$&')}${place}`
  })
  return `\`${parts.join('')}\``
}

function populationList(populations: NonNullable<ScriptSource['populations']>): string {
  const items = populations.map(
    ({ name, share }) =>
      `  { name: ${quoted(name)}, weight: ${share}, url: baseUrls[${quoted(name)}] ?? baseUrl },`,
  )
  return `const populations = [\n${items.join('\n')}\n]`
}

const tokenFunction = `/** The JWT that is given, or one that is fetched and renewed before it expires. */
function currentToken() {
  if (__ENV.TOKEN_URL === undefined || ${scriptNowMs} < renewAtMs) return token
  const headers = { 'content-type': 'application/json' }
  const answer = http.post(__ENV.TOKEN_URL, __ENV.TOKEN_REQUEST ?? '{}', { headers })
  if (answer.status === 200) {
    token = String(answer.json('access_token'))
    renewAtMs = ${scriptNowMs} + Number(answer.json('expires_in')) * 750
  }
  return token
}`

function body(source: ScriptSource, hasPlaces: boolean): string {
  const { operations } = source
  const hasTokens = operations.some(({ needsToken }) => needsToken)
  const hasStatuses = operations.some(({ okStatuses }) => okStatuses !== undefined)
  const hasHeaders = hasTokens || operations.some(({ headers }) => hasAny(headers))
  const hasBodies = operations.some(({ body: text }) => text !== undefined)
  const hasRanges = operations.some(({ path, body: text = '' }) => filled(path + text)[0] === '`')
  const lines = [
    ...(isLevel(source)
      ? ['// How many k6 starts at the very end is left to chance.', ...endingLines(source)]
      : []),
    'const operation = chosen(operations)',
    ...(hasPlaces ? ['const { url } = chosen(populations)'] : []),
    ...(hasHeaders ? [`const headers: Record<string, string> = { ...operation.headers }`] : []),
    ...(hasTokens
      ? ["if (operation.needsToken) headers.authorization = 'Bearer ' + currentToken()"]
      : []),
    'const params = {',
    ...(hasHeaders ? ['  headers,'] : []),
    '  tags: { name: operation.name },',
    ...(hasStatuses ? ['  responseCallback: callbacks.get(operation.name) ?? null,'] : []),
    '}',
    `http.request(operation.method, ${hasPlaces ? 'url' : 'baseUrl'} + operation.path(), ${hasBodies ? 'operation.body?.() ?? null' : 'null'}, params)`,
  ]
  return `${hasStatuses ? `${callbackMap}\n\n` : ''}${randomFunctions}${hasRanges ? `\n\n${betweenFunction}` : ''}

export default function () {
${lines.map((line) => `  ${line}`).join('\n')}
}`
}

function endingLines(source: ScriptSource): string[] {
  const { clients, warm_up: warmUp } = iterationsOf(source)
  if (warmUp === undefined) return [`if (exec.scenario.iterationInTest >= ${clients}) return`]
  return [
    'const { name, iterationInTest } = exec.scenario',
    `if (iterationInTest >= (name === 'clients' ? ${clients} : ${warmUp})) return`,
  ]
}

/** By the names of `scenariosOf`. */
export type Iterations = { readonly clients: number; readonly warm_up?: number }

/** How many requests the script of a level rate makes, each in an iteration of its own. */
export function iterationsOf(
  source: Pick<LoadLaunch, 'ratePerS' | 'durationS' | 'warmUpS'>,
): Iterations {
  const { ratePerS, durationS, warmUpS = 0 } = source
  const clients = Math.ceil(ratePerS * (durationS - warmUpS))
  return warmUpS === 0 ? { clients } : { clients, warm_up: warmUpCountOf(ratePerS, warmUpS) }
}

/** Of a rate that rises k6 makes one or two at the very end, or none. */
export const leftOut = 2

/** Those that k6 starts for sure of a rate that rises from nothing. */
export function warmUpCountOf(ratePerS: number, warmUpS: number): number {
  return Math.max(0, Math.floor((ratePerS * warmUpS) / 2) - leftOut)
}

const callbackMap = `const callbacks = new Map(
  operations.flatMap(({ name, okStatuses }) =>
    okStatuses === undefined ? [] : [[name, http.expectedStatuses(...okStatuses)] as const],
  ),
)`

const randomFunctions = `let state = 0

/** From 0 up to 1; the same seed and user draw the same. (mulberry32) */
function random() {
  if (state === 0) state = (Number(__ENV.SEED ?? 1) * 2_654_435_761 + exec.vu.idInTest) | 1
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

function chosen<Item extends { weight: number }>(items: Item[]): Item {
  let left = random() * items.reduce((sum, { weight }) => sum + weight, 0)
  return items.find(({ weight }) => (left -= weight) < 0) ?? items[0]
}`

const betweenFunction = `function between(from: number, to: number) {
  return from + Math.floor(random() * (to - from + 1))
}`

const hasAny = (record: Readonly<Record<string, unknown>>) => Object.keys(record).length > 0

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

/** An object as a person would write it. */
function literal(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${indent}  ${flat(item)},`).join('\n')}\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return flat(value)
  const lines = Object.entries(value).map(
    ([name, item]) => `${indent}  ${name}: ${literal(item, `${indent}  `)},`,
  )
  return `{\n${lines.join('\n')}\n${indent}}`
}

function flat(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(([name, item]) => `${name}: ${flat(item)}`)
  return `{ ${pairs.join(', ')} }`
}
