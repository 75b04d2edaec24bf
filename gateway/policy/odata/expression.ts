import { boundDepth, nameHere, notOData } from './scan.ts'
import type { ODataVersion } from './version.ts'

/**
 * Checks that a text is an expression of OData by its grammar, as `$filter` and `$orderby` have
 * them. Names are not looked up in a model, and types are not compared. Throws an ODataSyntaxError.
 * Source: OData 4.01, part 2 (URL conventions), 5.1.1; ABNF, commonExpr.
 */
export function checkExpression(text: string, version: ODataVersion): void {
  const reader: Reader = { text, version, at: 0 }
  readExpression(reader, 0)
  skipSpace(reader)
  if (reader.at < text.length) unexpected(reader)
}

type Reader = { readonly text: string; readonly version: ODataVersion; at: number }

function unexpected({ text, at }: Reader): never {
  if (at >= text.length) notOData('It ends where a value is expected.')
  notOData(`"${text.slice(at, at + 20)}" at ${at + 1} is not expected.`)
}

const operators = new Set([
  ...['or', 'and', 'eq', 'ne', 'gt', 'ge', 'lt', 'le', 'has', 'in'],
  ...['add', 'sub', 'mul', 'div', 'divby', 'mod'],
])
const of401 = new Set(['in', 'divby'])

/** Operands with operators between them; by which of them others bind is nothing to their form. */
function readExpression(reader: Reader, depth: number): void {
  boundDepth(depth)
  readOperand(reader, depth, false)
  for (;;) {
    const end = reader.at
    skipSpace(reader)
    if (reader.at === end) return
    const operator = wordHere(reader)
    if (!operators.has(operator)) {
      reader.at = end
      return
    }
    if (of401.has(operator) && reader.version === '4.0') {
      notOData(`The operator ${operator} is of OData 4.01.`)
    }
    reader.at += operator.length
    if (!skipSpace(reader)) unexpected(reader)
    readOperand(reader, depth, operator === 'in')
  }
}

function readOperand(reader: Reader, depth: number, mayBeList: boolean): void {
  skipSpace(reader)
  // In a loop, for a thousand of them are no deeper than one.
  for (;;) {
    const { text, at } = reader
    if (text.charAt(at) === '-' && !/[\dI]/.test(text.charAt(at + 1))) reader.at += 1
    else if (/^not[\s(]/.test(spelled(text.slice(at, at + 4), reader))) reader.at += 3
    else break
    skipSpace(reader)
  }
  const character = reader.text.charAt(reader.at)
  if (character === '(') {
    const count = readItems(reader, ')', depth, mayBeList)
    if (count > 1 && !mayBeList) notOData('A list in brackets stands only behind in.')
  } else if (character === '[') readItems(reader, ']', depth)
  else if (character === '{') readItems(reader, '}', depth)
  else if (!readLiteral(reader)) readPath(reader, depth)
}

/** What stands in brackets with commas between, and how many there are. */
function readItems(reader: Reader, closing: string, depth: number, mayBeEmpty = true): number {
  reader.at += 1
  skipSpace(reader)
  let count = 0
  if (mayBeEmpty && reader.text.charAt(reader.at) === closing) {
    reader.at += 1
    return count
  }
  for (;;) {
    if (closing === '}') readMemberName(reader)
    readExpression(reader, depth + 1)
    count += 1
    skipSpace(reader)
    const character = reader.text.charAt(reader.at)
    if (character !== ',' && character !== closing) unexpected(reader)
    reader.at += 1
    if (character === closing) return count
    skipSpace(reader)
  }
}

/** Of an object in JSON. */
function readMemberName(reader: Reader): void {
  if (!readWith(jsonText, reader)) unexpected(reader)
  skipSpace(reader)
  if (reader.text.charAt(reader.at) !== ':') unexpected(reader)
  reader.at += 1
}

const jsonText = /"(?:[^"\\]|\\.)*"/y
const literals = [
  jsonText,
  // With a prefix: duration'P1D', binary'AA', geography'...', Sales.Color'Red'.
  /(?:[\p{L}_][\p{L}\p{Nd}_.]*)?'(?:[^']|'')*'/uy,
  /[\dA-Fa-f]{8}-[\dA-Fa-f]{4}-[\dA-Fa-f]{4}-[\dA-Fa-f]{4}-[\dA-Fa-f]{12}(?![\w-])/y,
  // A date, with a time behind it or without, and a time alone.
  /-?\d{4,}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))?(?![\w:-])/y,
  /\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?![\w:])/y,
  /[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|INF)(?![\w.])/y,
  /(?:null|true|false|NaN)(?![\w.(/])/y,
]

function readLiteral(reader: Reader): boolean {
  return literals.some((literal) => readWith(literal, reader))
}

function readWith(pattern: RegExp, reader: Reader): boolean {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (found === null) return false
  reader.at += found[0].length
  return true
}

const roots = /\$(?:it|root|this|count|filter)\b|@/y
// Of an annotation, behind its term.
const qualifier = /#[\p{L}_][\p{L}\p{Nd}_]*/uy

const behind = new Set(['$count', '$filter'])

/** `a/b`, `$it/a`, `@p`, calls `f(a,b)`, and lambdas `a/any(x:x/b eq 1)`. */
function readPath(reader: Reader, depth: number): void {
  const { text } = reader
  let previous = ''
  for (;;) {
    const from = reader.at
    if (readWith(roots, reader)) {
      const root = text.slice(from, reader.at)
      if (root === '@') {
        if (!readWith(nameHere, reader)) unexpected(reader)
        readWith(qualifier, reader)
      }
      if (behind.has(root) && previous === '') unexpected(reader)
    } else if (!readWith(nameHere, reader)) unexpected(reader)
    const name = text.slice(from, reader.at)
    if (text.charAt(reader.at) === '(') readCall(name, previous, reader, depth)
    if (text.charAt(reader.at) !== '/') return
    reader.at += 1
    previous = name
  }
}

/** How many arguments each function takes. Source: OData 4.01, part 2, 5.1.1.4 to 5.1.1.12. */
const canonical: Readonly<Record<string, readonly [min: number, max: number]>> = {
  ...each([2, 2], 'contains', 'endswith', 'startswith', 'concat', 'indexof', 'matchespattern'),
  ...each([2, 3], 'substring'),
  ...each([1, 1], 'length', 'tolower', 'toupper', 'trim', 'year', 'month', 'day', 'hour', 'minute'),
  ...each([1, 1], 'second', 'fractionalseconds', 'totalseconds', 'date', 'time'),
  ...each([1, 1], 'totaloffsetminutes', 'round', 'floor', 'ceiling', 'geo.length'),
  ...each([0, 0], 'now', 'mindatetime', 'maxdatetime'),
  ...each([1, 2], 'cast', 'isof'),
  ...each([2, 2], 'geo.distance', 'geo.intersects', 'hassubset', 'hassubsequence'),
  ...each([3, 3], 'case'),
}

function each(counts: readonly [number, number], ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, counts] as const))
}

function readCall(written: string, previous: string, reader: Reader, depth: number): void {
  const name = spelled(written, reader)
  if (name === 'any' || name === 'all') {
    if (previous === '') notOData(`${name} stands behind a collection.`)
    readLambda(name, reader, depth)
    return
  }
  if (behind.has(name)) {
    if (reader.version === '4.0') notOData(`${name} with brackets is of OData 4.01.`)
    if (name === '$count') {
      readCountOptions(reader, depth)
      return
    }
  }
  const count = readArguments(name, reader, depth)
  const counts = Object.hasOwn(canonical, name) ? canonical[name] : undefined
  if (previous !== '' || name.startsWith('$') || name === 'case') return
  if (counts !== undefined && (count < counts[0] || count > counts[1])) {
    notOData(`${name} does not take ${count} arguments.`)
  }
  // From 4.01 on a service may have functions of its own without their namespace.
  if (counts === undefined && !name.includes('.') && reader.version === '4.0') {
    notOData(`There is no function ${name}.`)
  }
}

const pairSeparator = /\s*[=:](?!=)\s*/y

/** By place, by name (`a=1`), or pairs of `case` (`a:b`). */
function readArguments(name: string, reader: Reader, depth: number): number {
  boundDepth(depth)
  reader.at += 1
  skipSpace(reader)
  if (reader.text.charAt(reader.at) === ')') {
    reader.at += 1
    return 0
  }
  for (let count = 1; ; count += 1) {
    readExpression(reader, depth + 1)
    if (name === 'case' || !(name in canonical)) {
      if (readWith(pairSeparator, reader)) readExpression(reader, depth + 1)
    }
    skipSpace(reader)
    const character = reader.text.charAt(reader.at)
    if (character !== ',' && character !== ')') unexpected(reader)
    reader.at += 1
    if (character === ')') return count
  }
}

const countOption = /\s*(?:\$?filter\s*=|\$?search\s*=[^;)]*)\s*/iy

/** `$count($filter=a eq 1;$search=b)` */
function readCountOptions(reader: Reader, depth: number): void {
  boundDepth(depth)
  const { text } = reader
  do {
    reader.at += 1
    const from = reader.at
    if (!readWith(countOption, reader)) unexpected(reader)
    if (/filter\s*=\s*$/i.test(text.slice(from, reader.at))) readExpression(reader, depth + 1)
    skipSpace(reader)
  } while (text.charAt(reader.at) === ';')
  if (text.charAt(reader.at) !== ')') unexpected(reader)
  reader.at += 1
}

function readLambda(name: string, reader: Reader, depth: number): void {
  reader.at += 1
  skipSpace(reader)
  if (name === 'any' && reader.text.charAt(reader.at) === ')') {
    reader.at += 1
    return
  }
  if (!readWith(nameHere, reader)) unexpected(reader)
  skipSpace(reader)
  if (reader.text.charAt(reader.at) !== ':') unexpected(reader)
  reader.at += 1
  readExpression(reader, depth + 1)
  skipSpace(reader)
  if (reader.text.charAt(reader.at) !== ')') unexpected(reader)
  reader.at += 1
}

const word = /[A-Za-z]+(?![\w.(/])/y

/** As operators and functions are called; empty where no word stands. */
function wordHere(reader: Reader): string {
  word.lastIndex = reader.at
  return spelled(word.exec(reader.text)?.[0] ?? '', reader)
}

/** From 4.01 on they may be written in any case. */
function spelled(text: string, { version }: Reader): string {
  return version === '4.0' ? text : text.toLowerCase()
}

function skipSpace(reader: Reader): boolean {
  const from = reader.at
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at += 1
  return reader.at > from
}
