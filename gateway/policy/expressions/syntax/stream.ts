import type { Node, Statement } from './node.ts'
import { fail, type Token } from './token.ts'

/** The tokens of a source and where the parser stands in them. */
export type Stream = {
  readonly tokens: readonly Token[]
  readonly grammar: Grammar
  index: number
  depth: number
}

/** The rules that others need before theirs are over; carried along, for files import no circle. */
export type Grammar = {
  readonly expression: (stream: Stream) => Node
  readonly statement: (stream: Stream) => Statement
  readonly block: (stream: Stream) => Statement
}

/** Deeper nesting would end the process's stack, and nobody writes it. */
const depthMax = 120

export function streamOf(tokens: readonly Token[], grammar: Grammar, depth = 0): Stream {
  return { tokens, grammar, index: 0, depth }
}

export function peek(stream: Stream, ahead = 0): Token {
  const last = stream.tokens.length - 1
  const token = stream.tokens[Math.min(stream.index + ahead, last)]
  return token ?? fail(0, 'there is nothing to parse')
}

export function next(stream: Stream): Token {
  const token = peek(stream)
  stream.index += 1
  return token
}

/** True at this operator, bracket or keyword. */
export function isNext(stream: Stream, text: string, ahead = 0): boolean {
  const token = peek(stream, ahead)
  if (token.kind === 'name') return token.text === text && !token.isVerbatim
  return token.kind === 'punctuation' && token.text === text
}

export function accept(stream: Stream, text: string): boolean {
  const isThere = isNext(stream, text)
  if (isThere) stream.index += 1
  return isThere
}

export function expect(stream: Stream, text: string): Token {
  const token = peek(stream)
  if (!accept(stream, text)) fail(token.at, `${text} expected, found ${said(token)}`)
  return token
}

export function expectName(stream: Stream): string {
  const token = peek(stream)
  if (token.kind !== 'name') fail(token.at, `a name expected, found ${said(token)}`)
  stream.index += 1
  return token.text
}

export function said(token: Token): string {
  if (token.kind === 'end') return 'the end'
  return token.kind === 'literal' || token.kind === 'interpolated' ? 'a literal' : token.text
}

/** Tries `parse`; when it fails or gives undefined, nothing was read. */
export function attempt<Result>(
  stream: Stream,
  parse: () => Result | undefined,
): Result | undefined {
  const { index } = stream
  const result = parse()
  if (result === undefined) stream.index = index
  return result
}

/** Guards one level of nesting. */
export function deeper<Result>(stream: Stream, parse: () => Result): Result {
  stream.depth += 1
  if (stream.depth > depthMax) fail(peek(stream).at, `nested more than ${depthMax} deep`)
  const result = parse()
  stream.depth -= 1
  return result
}
