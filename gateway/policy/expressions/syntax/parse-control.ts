import type { CatchClause, Node, Statement, SwitchSection } from './node.ts'
import { parsePattern } from './parse-expression.ts'
import { parseType } from './parse-type.ts'
import { tryVariables } from './parse-variables.ts'
import { accept, expect, expectName, isNext, next, peek, type Stream } from './stream.ts'
import { fail } from './token.ts'

type Parse = (stream: Stream, at: number) => Statement

/** A statement that begins with a keyword; undefined for any other. */
export function parseControl(stream: Stream): Statement | undefined {
  const token = peek(stream)
  if (token.kind !== 'name' || token.isVerbatim) return undefined
  const parse = controls.get(token.text)
  if (parse === undefined) return undefined
  // `checked(x)` is an expression, `checked { }` a statement.
  if (token.text.endsWith('checked') && !isNext(stream, '{', 1)) return undefined
  next(stream)
  return parse(stream, token.at)
}

const controls: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['if', parseIf],
  ['for', parseFor],
  ['foreach', parseForeach],
  ['while', parseWhile],
  ['do', parseDo],
  ['switch', parseSwitch],
  ['return', parseReturn],
  ['break', parseJump('break')],
  ['continue', parseJump('continue')],
  ['throw', parseThrow],
  ['try', parseTry],
  ['using', parseUsing],
  ['checked', (stream) => stream.grammar.block(stream)],
  ['unchecked', (stream) => stream.grammar.block(stream)],
])

function condition(stream: Stream): Node {
  expect(stream, '(')
  const test = stream.grammar.expression(stream)
  expect(stream, ')')
  return test
}

function parseIf(stream: Stream, at: number): Statement {
  const test = condition(stream)
  const yes = stream.grammar.statement(stream)
  const no = accept(stream, 'else') ? stream.grammar.statement(stream) : undefined
  return { kind: 'if', test, yes, no, at }
}

function parseFor(stream: Stream, at: number): Statement {
  expect(stream, '(')
  const declaration = tryVariables(stream)
  const start = declaration === undefined ? evaluations(stream, ';') : [declaration]
  expect(stream, ';')
  const test = isNext(stream, ';') ? undefined : stream.grammar.expression(stream)
  expect(stream, ';')
  const step = nodesUntil(stream, ')')
  expect(stream, ')')
  return { kind: 'for', start, test, step, body: stream.grammar.statement(stream), at }
}

function evaluations(stream: Stream, end: string): Statement[] {
  return nodesUntil(stream, end).map((value) => ({
    kind: 'evaluate',
    value,
    at: value.at,
  }))
}

function nodesUntil(stream: Stream, end: string): Node[] {
  const found: Node[] = []
  while (!isNext(stream, end)) {
    if (found.length > 0) expect(stream, ',')
    found.push(stream.grammar.expression(stream))
  }
  return found
}

function parseForeach(stream: Stream, at: number): Statement {
  expect(stream, '(')
  const type = parseType(stream)
  const name = expectName(stream)
  expect(stream, 'in')
  const items = stream.grammar.expression(stream)
  expect(stream, ')')
  const body = stream.grammar.statement(stream)
  const isVar = type.name === 'var' && type.namespace === ''
  return { kind: 'foreach', type: isVar ? undefined : type, name, items, body, at }
}

function parseWhile(stream: Stream, at: number): Statement {
  const test = condition(stream)
  return { kind: 'while', test, body: stream.grammar.statement(stream), at }
}

function parseDo(stream: Stream, at: number): Statement {
  const body = stream.grammar.statement(stream)
  expect(stream, 'while')
  const test = condition(stream)
  expect(stream, ';')
  return { kind: 'do', test, body, at }
}

function parseSwitch(stream: Stream, at: number): Statement {
  const value = condition(stream)
  expect(stream, '{')
  const sections: SwitchSection[] = []
  while (!accept(stream, '}')) sections.push(switchSection(stream))
  return { kind: 'switch', value, sections, at }
}

function switchSection(stream: Stream): SwitchSection {
  const labels: SwitchSection['labels'][number][] = []
  while (isNext(stream, 'case') || isNext(stream, 'default')) {
    if (next(stream).text === 'default') labels.push({ kind: 'default' })
    else {
      const pattern = parsePattern(stream)
      const when = accept(stream, 'when') ? stream.grammar.expression(stream) : undefined
      labels.push({ kind: 'case', pattern, when })
    }
    expect(stream, ':')
  }
  if (labels.length === 0) fail(peek(stream).at, 'case or default expected')
  const body: Statement[] = []
  while (!isNext(stream, 'case') && !isNext(stream, 'default') && !isNext(stream, '}')) {
    body.push(stream.grammar.statement(stream))
  }
  return { labels, body }
}

function parseReturn(stream: Stream, at: number): Statement {
  const value = isNext(stream, ';') ? undefined : stream.grammar.expression(stream)
  expect(stream, ';')
  return { kind: 'return', value, at }
}

function parseJump(kind: 'break' | 'continue'): Parse {
  return (stream, at) => {
    expect(stream, ';')
    return { kind, at }
  }
}

function parseThrow(stream: Stream, at: number): Statement {
  const value = isNext(stream, ';') ? undefined : stream.grammar.expression(stream)
  expect(stream, ';')
  return { kind: 'throw', value, at }
}

function parseTry(stream: Stream, at: number): Statement {
  const body = stream.grammar.block(stream)
  const catches: CatchClause[] = []
  while (accept(stream, 'catch')) catches.push(catchClause(stream))
  const finallyBlock = accept(stream, 'finally') ? stream.grammar.block(stream) : undefined
  if (catches.length === 0 && finallyBlock === undefined) fail(at, 'try needs catch or finally')
  return { kind: 'try', body, catches, finally: finallyBlock, at }
}

function catchClause(stream: Stream): CatchClause {
  const isTyped = accept(stream, '(')
  const type = isTyped ? parseType(stream) : undefined
  const name = isTyped && peek(stream).kind === 'name' ? expectName(stream) : undefined
  if (isTyped) expect(stream, ')')
  const when = accept(stream, 'when') ? condition(stream) : undefined
  return { type, name, when, body: stream.grammar.block(stream) }
}

function parseUsing(stream: Stream, at: number): Statement {
  expect(stream, '(')
  const start = tryVariables(stream) ?? usingValue(stream)
  expect(stream, ')')
  return { kind: 'using', start, body: stream.grammar.statement(stream), at }
}

function usingValue(stream: Stream): Statement {
  const value = stream.grammar.expression(stream)
  return { kind: 'evaluate', value, at: value.at }
}
