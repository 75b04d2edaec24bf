import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Language, Parser } from 'web-tree-sitter'
import { compileExpression } from '../../../gateway/policy/expressions/expression.ts'
import { GatedrillError } from '../../../ledger/errors.ts'
import { corpusFiles, parsedOf, sourcesIn } from './corpus-sources.ts'
import { expressionsIn } from './golden/expressions.ts'

const wasm = createRequire(import.meta.url).resolve('tree-sitter-c-sharp/tree-sitter-c_sharp.wasm')
let parser: Parser

beforeAll(async () => {
  await Parser.init()
  parser = new Parser()
  parser.setLanguage(await Language.load(wasm))
})

/** An expression in a method, for a parser of whole files. */
function isTheirs(source: string): boolean {
  const text = source.trim()
  const body = text.startsWith('@(') ? `{ return ${text.slice(1)}; }` : text.slice(1)
  return parser.parse(`class C { object M() ${body} }`)?.rootNode.hasError === false
}

function isOurs(source: string): boolean {
  try {
    compileExpression(source, { document: { file: 'p.xml', xml: source }, offset: 0 })
    return true
  } catch (error) {
    if (error instanceof GatedrillError) return false
    throw error
  }
}

/** What one takes and the other refuses. Trees are not compared: theirs is known to misread casts. */
function disagreements(sources: readonly string[]): string[] {
  return sources.filter((source) => isOurs(source) !== isTheirs(source))
}

const golden = expressionsIn(join(import.meta.dirname, 'golden')).map(({ source }) => source)

test('another parser takes the golden expressions that ours takes', () => {
  expect(disagreements(golden)).toEqual([])
})

test.each([
  ['without its last bracket', (source: string) => `${source.slice(0, -2)} ${source.at(-1)}`],
  ['with a bracket too many', (source: string) => source.replace(/\(/, '((')],
  ['with a text that does not end', (source: string) => source.replace(/"(?!")/, '')],
  ['with an operator too many', (source: string) => source.replace(/\. ?(?=[A-Z])/, '.*')],
])('both refuse golden expressions %s', (_case, broken) => {
  const sources = golden.map(broken).filter((source) => !golden.includes(source))
  const takenByUs = sources.filter((source) => isOurs(source) && !isTheirs(source))
  expect(takenByUs).toEqual([])
})

describe.skipIf(corpusFiles.length === 0)(
  'expressions of public documents (skipped: ../shared/corpus is absent)',
  () => {
    test('are taken and refused by both alike', () => {
      const elements = corpusFiles.map(parsedOf).filter((element) => element !== undefined)
      const sources = [...new Set(elements.flatMap(sourcesIn).map(({ text }) => text))]
      expect(sources.length).toBeGreaterThan(500)
      expect(disagreements(sources)).toEqual([])
    })
  },
)
