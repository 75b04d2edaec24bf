import { lex } from './lexer.ts'
import type { Node, Statement } from './node.ts'
import { parseExpression } from './parse-expression.ts'
import { parseBlock, parseStatement } from './parse-statement.ts'
import { accept, type Grammar, peek, type Stream, said, streamOf } from './stream.ts'
import { fail } from './token.ts'

const grammar: Grammar = {
  expression: parseExpression,
  statement: parseStatement,
  block: parseBlock,
}

/** Parses what stands between `@(` and `)`. Throws a SyntaxProblem. */
export function parseSingle(source: string, start: number, end: number): Node {
  const stream = streamOf(lex(source, start, end), grammar)
  const node = parseExpression(stream)
  const rest = peek(stream)
  if (rest.kind !== 'end') fail(rest.at, `the end expected, found ${said(rest)}`)
  return node
}

/** Parses what stands between `@{` and `}`. Throws a SyntaxProblem. */
export function parseBody(source: string, start: number, end: number): Statement {
  const stream = streamOf(lex(source, start, end), grammar)
  return { kind: 'block', statements: statementsOf(stream), at: start }
}

function statementsOf(stream: Stream): Statement[] {
  const statements: Statement[] = []
  while (peek(stream).kind !== 'end') {
    // Empty statements after a return are common and mean nothing.
    if (accept(stream, ';')) continue
    statements.push(parseStatement(stream))
  }
  return statements
}
