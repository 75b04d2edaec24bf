import type { Statement } from './node.ts'
import { parseControl } from './parse-control.ts'
import { parseParameters } from './parse-parameters.ts'
import { tryType } from './parse-type.ts'
import { tryVariables } from './parse-variables.ts'
import { accept, attempt, deeper, expect, expectName, isNext, peek, type Stream } from './stream.ts'

export function parseStatement(stream: Stream): Statement {
  return deeper(stream, () => {
    const { at } = peek(stream)
    if (isNext(stream, '{')) return parseBlock(stream)
    if (accept(stream, ';')) return { kind: 'empty', at }
    const controlled = parseControl(stream)
    if (controlled !== undefined) return controlled
    accept(stream, 'const')
    const declared = tryDeclaration(stream) ?? tryFunction(stream)
    if (declared !== undefined) return declared
    const value = stream.grammar.expression(stream)
    expect(stream, ';')
    return { kind: 'evaluate', value, at }
  })
}

/** `{ … }` */
export function parseBlock(stream: Stream): Statement {
  const { at } = expect(stream, '{')
  const statements: Statement[] = []
  while (!accept(stream, '}')) statements.push(parseStatement(stream))
  return { kind: 'block', statements, at }
}

/** `T a = 1, b;` with its semicolon. */
function tryDeclaration(stream: Stream): Statement | undefined {
  const declaration = tryVariables(stream)
  if (declaration !== undefined) expect(stream, ';')
  return declaration
}

/** A local function: `T name(…) {…}` or `=> …;`. */
function tryFunction(stream: Stream): Statement | undefined {
  const { at } = peek(stream)
  const name = attempt(stream, () => {
    accept(stream, 'static')
    if (tryType(stream) === undefined || peek(stream).kind !== 'name') return undefined
    return isNext(stream, '(', 1) ? expectName(stream) : undefined
  })
  if (name === undefined) return undefined
  const parameters = parseParameters(stream)
  if (isNext(stream, '{')) {
    return { kind: 'function', name, parameters, body: parseBlock(stream), at }
  }
  expect(stream, '=>')
  const body = stream.grammar.expression(stream)
  expect(stream, ';')
  return { kind: 'function', name, parameters, body, at }
}
