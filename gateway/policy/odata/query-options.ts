import { checkExpression } from './expression.ts'
import { boundDepth, isName, notOData, problemOf, splitOutside } from './scan.ts'
import type { ODataVersion } from './version.ts'

/** What is wrong with a query option. */
export type QueryProblem = { readonly name: string; readonly problem: string }

/**
 * Checks the query of a request: that its system query options exist, stand once and have the form
 * that they have in this version; other options are the service's own. Nothing is looked up in a
 * model. Source: OData 4.01, part 1, 11.2.1; part 2 (URL conventions), 5.
 */
export function queryProblems(
  query: ReadonlyMap<string, readonly string[]>,
  version: ODataVersion,
): readonly QueryProblem[] {
  const problems: QueryProblem[] = []
  const seen = new Set<string>()
  for (const [name, values] of query) {
    const option = optionOf(name, version)
    if (option === undefined) continue
    const isTwice = values.length > 1 || seen.has(option)
    seen.add(option)
    const problem = isTwice
      ? 'It stands more than once.'
      : problemOf(() => checkOption(option, values[0] ?? '', version, 0))
    if (problem !== undefined) problems.push({ name, problem })
  }
  return problems
}

type Check = (value: string, version: ODataVersion, depth: number) => void

/** The canonical name of a system option or an alias; undefined for those of the service. */
function optionOf(name: string, version: ODataVersion): string | undefined {
  if (version === '4.0') return /^[$@]/.test(name) ? name : undefined
  if (name.startsWith('@')) return name
  // From 4.01 on in any case, and without the dollar.
  const option = `$${name.replace(/^\$/, '').toLowerCase()}`
  return name.startsWith('$') || option in checks ? option : undefined
}

function checkOption(option: string, value: string, version: ODataVersion, depth: number): void {
  boundDepth(depth)
  if (option.startsWith('@')) {
    if (!isName(option.slice(1))) notOData('It is no name of a parameter.')
    checkExpression(value, version)
    return
  }
  const check = Object.hasOwn(checks, option) ? checks[option] : undefined
  if (check === undefined) notOData('There is no such system query option.')
  if (version === '4.0' && of401.has(option)) notOData('It is of OData 4.01.')
  check(value, version, depth)
}

const of401 = new Set(['$compute', '$index', '$schemaversion'])
const nested = new Set([
  ...['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$search', '$expand'],
  ...['$levels', '$compute', '$apply'],
])

const checks: Readonly<Record<string, Check>> = {
  $filter: checkExpression,
  $orderby: checkOrder,
  $select: (value, version, depth) => checkItems(value, version, depth, false),
  $expand: (value, version, depth) => checkItems(value, version, depth, true),
  $top: (value) => checkForm(value, /^\d{1,18}$/, 'a whole number'),
  $skip: (value) => checkForm(value, /^\d{1,18}$/, 'a whole number'),
  $index: (value) => checkForm(value, /^-?\d{1,18}$/, 'a whole number'),
  $count: (value, version) =>
    checkForm(value, version === '4.0' ? /^(?:true|false)$/ : /^(?:true|false)$/i, 'true or false'),
  $levels: (value) => checkForm(value, /^(?:[1-9]\d{0,8}|max)$/, 'a number above 0, or max'),
  $format: (value) =>
    checkForm(
      value,
      /^(?:json|xml|atom|[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w.-]+=[\w."-]+)*)$/i,
      'json, xml, atom or a media type',
    ),
  $search: checkSearch,
  $compute: checkCompute,
  $apply: checkApply,
  $id: (value) => checkForm(value, /./, 'a URL'),
  $skiptoken: (value) => checkForm(value, /./, 'a token'),
  $deltatoken: (value) => checkForm(value, /./, 'a token'),
  $schemaversion: (value) => checkForm(value, /./, 'a version, or *'),
}

function checkForm(value: string, form: RegExp, wanted: string): void {
  if (!form.test(value.trim())) notOData(`"${value}" is not ${wanted}.`)
}

function checkOrder(value: string, version: ODataVersion): void {
  for (const item of splitOutside(value, ',')) {
    checkExpression(item.trim().replace(/\s(?:asc|desc)$/, ''), version)
  }
}

/** `a,b/c,Sales.*,d($top=1;$expand=e)`, and `e/$ref` in `$expand`. */
function checkItems(value: string, version: ODataVersion, depth: number, expands: boolean): void {
  for (const item of splitOutside(value, ',')) {
    const [path = '', rest] = headAndBrackets(item.trim())
    checkItemPath(path, expands)
    if (rest === undefined || (!expands && isSignature(rest))) continue
    if (!expands && version === '4.0') notOData('Options inside $select are of OData 4.01.')
    for (const pair of pairsOf(rest)) checkNested(pair.trim(), version, depth)
  }
}

/** Of an overloaded function: the names of its parameters. */
function isSignature(text: string): boolean {
  return text.split(',').every((name) => isName(name.trim()))
}

/** A semicolon that was percent-encoded is part of a value, and has no name behind it. */
function pairsOf(text: string): readonly string[] {
  const pairs: string[] = []
  for (const part of splitOutside(text, ';')) {
    if (pairs.length === 0 || /^\s*[$@\w]+\s*=/.test(part)) pairs.push(part)
    else pairs.push(`${pairs.pop()};${part}`)
  }
  return pairs
}

function checkNested(pair: string, version: ODataVersion, depth: number): void {
  const equals = pair.indexOf('=')
  const name = equals < 0 ? pair : pair.slice(0, equals).trim()
  const option = optionOf(name, version)
  const isAlias = version !== '4.0' && option?.startsWith('@') === true
  if (equals < 0 || option === undefined || !(isAlias || nested.has(option))) {
    notOData(`"${name}" is no option of an item.`)
  }
  checkOption(option, pair.slice(equals + 1), version, depth + 1)
}

const annotation = /^@[\p{L}_][\p{L}\p{Nd}_.]*(?:#[\p{L}_][\p{L}\p{Nd}_]*)?$/u

function checkItemPath(path: string, expands: boolean): void {
  if (expands && path === '$value') return
  const segments = path.split('/')
  const last = segments.at(-1) ?? ''
  const isTail = expands && segments.length > 1 && (last === '$ref' || last === '$count')
  const names = isTail ? segments.slice(0, -1) : segments
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1
    const isAll = isLast && (name === '*' || (name.endsWith('.*') && isName(name.slice(0, -2))))
    if (!isAll && !isName(name) && !annotation.test(name))
      notOData(`"${path}" is no path of properties.`)
  }
}

/** A text and what stands in brackets behind it. */
function headAndBrackets(text: string): readonly [head: string, inside?: string] {
  const from = text.indexOf('(')
  if (from < 0) return [text]
  if (!text.endsWith(')')) notOData(`"${text.slice(0, 20)}" does not end with its bracket.`)
  return [text.slice(0, from), text.slice(from + 1, -1)]
}

const searchToken = /\s*('(?:[^']|'')*'|"(?:[^"\\]|\\.)+"|[()]|[^\s()"]+)\s*/y

/** Words, phrases and brackets; AND, OR and NOT are words too where no operator can stand. */
function checkSearch(value: string): void {
  searchToken.lastIndex = 0
  let [depth, count] = [0, 0]
  while (searchToken.lastIndex < value.length) {
    const [, token] = searchToken.exec(value) ?? notOData('A quote is not closed.')
    if (token === '(') depth += 1
    else if (token === ')') depth -= 1
    else count += 1
    if (depth < 0) notOData('A bracket closes nothing.')
  }
  if (count === 0) notOData('There is nothing to look for.')
  if (depth > 0) notOData('A bracket is not closed.')
}

/** `price mul 2 as double,...` */
function checkCompute(value: string, version: ODataVersion): void {
  for (const item of splitOutside(value, ',')) {
    const found = /^(.+)\sas\s+(\S+)$/s.exec(item.trim())
    if (found === null || !isName(found[2] ?? '')) notOData(`"${item.trim()}" has no name.`)
    checkExpression(found[1] ?? '', version)
  }
}

/** Transformations by their names alone. Source: OData, Data Aggregation 4.0, 3. */
function checkApply(value: string): void {
  for (const item of splitOutside(value, '/')) {
    const [name = ''] = headAndBrackets(item.trim())
    if (!isName(name)) notOData(`"${item.trim()}" is no transformation.`)
  }
}
