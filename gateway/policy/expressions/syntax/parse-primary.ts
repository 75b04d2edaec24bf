import type { InterpolatedPart, Node } from './node.ts'
import { genericArguments } from './parse-arguments.ts'
import { parseNew } from './parse-new.ts'
import { isReserved, keywordTypes, parseType } from './parse-type.ts'
import { accept, expect, isNext, next, peek, type Stream, said, streamOf } from './stream.ts'
import { fail, type InterpolatedToken, type Token } from './token.ts'

/** Literals, names, parentheses, `new`, `typeof`, `default`, `nameof`, `checked`. */
export function parsePrimary(stream: Stream): Node {
  const token = peek(stream)
  const { at } = token
  if (token.kind === 'literal') {
    next(stream)
    return { kind: 'literal', value: token.value, type: token.type, at }
  }
  if (token.kind === 'interpolated') {
    next(stream)
    const part = (one: InterpolatedToken) => partOf(one, stream)
    return { kind: 'interpolated', parts: token.parts.map(part), at }
  }
  if (accept(stream, '(')) {
    const inner = stream.grammar.expression(stream)
    expect(stream, ')')
    return inner
  }
  if (token.kind !== 'name') fail(at, `an expression expected, found ${said(token)}`)
  return parseWord(stream, token.text)
}

function parseWord(stream: Stream, text: string): Node {
  const { at } = peek(stream)
  const constant = constants.get(text)
  if (constant !== undefined) {
    next(stream)
    return { kind: 'literal', ...constant, at }
  }
  if (text === 'global' && isNext(stream, '::', 1)) {
    stream.index += 2
    return parsePrimary(stream)
  }
  if (text === 'new') return parseNew(stream)
  if (text === 'typeof') return { kind: 'typeof', type: typeInParentheses(stream), at }
  if (text === 'default') return parseDefault(stream)
  if ((text === 'checked' || text === 'unchecked') && isNext(stream, '(', 1)) {
    next(stream)
    const value = inParentheses(stream)
    return { kind: 'checked', isChecked: text === 'checked', value, at }
  }
  if (text === 'nameof' && isNext(stream, '(', 1)) return parseNameof(stream)
  if (isReserved(text)) fail(at, `an expression expected, found ${text}`)
  if (keywordTypes.has(text)) {
    next(stream)
    const type = { name: text, namespace: '', types: [], rank: 0, isNullable: false, at }
    return { kind: 'type', type, at }
  }
  next(stream)
  return { kind: 'name', name: text, types: genericArguments(stream), at }
}

const constants = new Map([
  ['true', { value: true, type: 'bool' }],
  ['false', { value: false, type: 'bool' }],
  ['null', { value: null, type: 'null' }],
])

function inParentheses(stream: Stream): Node {
  expect(stream, '(')
  const value = stream.grammar.expression(stream)
  expect(stream, ')')
  return value
}

function typeInParentheses(stream: Stream) {
  next(stream)
  expect(stream, '(')
  const type = parseType(stream)
  expect(stream, ')')
  return type
}

function parseDefault(stream: Stream): Node {
  const { at } = peek(stream)
  if (isNext(stream, '(', 1)) return { kind: 'default', type: typeInParentheses(stream), at }
  next(stream)
  return { kind: 'default', type: undefined, at }
}

function parseNameof(stream: Stream): Node {
  const { at } = next(stream)
  const named = inParentheses(stream)
  if (named.kind !== 'name' && named.kind !== 'member') fail(at, 'nameof takes a name')
  return { kind: 'literal', value: named.name, type: 'string', at }
}

function partOf(part: InterpolatedToken, { grammar, depth }: Stream): InterpolatedPart {
  if (part.kind === 'text') return part
  const whole = (tokens: readonly Token[]) => {
    const inner = streamOf(tokens, grammar, depth + 1)
    const node = grammar.expression(inner)
    const rest = peek(inner)
    if (rest.kind !== 'end') fail(rest.at, `} expected, found ${said(rest)}`)
    return node
  }
  const alignment = part.alignment.length === 0 ? undefined : whole(part.alignment)
  return { kind: 'hole', value: whole(part.tokens), alignment, format: part.format }
}
