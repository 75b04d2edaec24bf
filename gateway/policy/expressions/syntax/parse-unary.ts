import type { Node, Parameter } from './node.ts'
import { parseParameters } from './parse-parameters.ts'
import { parsePostfix } from './parse-postfix.ts'
import { keywordTypes, tryType } from './parse-type.ts'
import {
  accept,
  attempt,
  deeper,
  expect,
  expectName,
  isNext,
  next,
  peek,
  type Stream,
} from './stream.ts'

const prefixes: ReadonlySet<string> = new Set(['+', '-', '!', '~'])

/** Prefix operators, casts and lambdas, down to a primary expression. */
export function parseUnary(stream: Stream): Node {
  return deeper(stream, () => {
    const token = peek(stream)
    const { at, text } = token
    if (token.kind === 'punctuation' && prefixes.has(text)) {
      next(stream)
      return negated({
        kind: 'unary',
        operator: text,
        operand: parseUnary(stream),
        at,
      })
    }
    if (token.kind === 'punctuation' && (text === '++' || text === '--')) {
      next(stream)
      const target = parseUnary(stream)
      return { kind: 'increment', operator: text, isPrefix: true, target, at }
    }
    return tryLambda(stream) ?? tryCast(stream) ?? parsePostfix(stream)
  })
}

/** `-2147483648` is an int although 2147483648 is none. C# 6.4.5.3. */
function negated(node: Node): Node {
  if (node.kind !== 'unary' || node.operator !== '-' || node.operand.kind !== 'literal') return node
  const { value, at } = node.operand
  const isIntMin =
    typeof value === 'object' && node.operand.type === 'uint' && isUint(value, 2 ** 31)
  return isIntMin ? { kind: 'literal', value: -(2 ** 31), type: 'int', at } : node
}

function isUint(value: object | null, expected: number): boolean {
  return value !== null && 'value' in value && value.value === expected
}

/** `(T)x`. A name in parentheses is a cast only before what cannot go on with it. C# 12.9.7. */
function tryCast(stream: Stream): Node | undefined {
  const { at } = peek(stream)
  const type = attempt(stream, () => {
    if (!accept(stream, '(')) return undefined
    const parsed = tryType(stream)
    if (parsed === undefined || !accept(stream, ')')) return undefined
    const isKeyword = keywordTypes.has(parsed.name) || parsed.rank > 0 || parsed.isNullable
    return isKeyword || mayFollowCast(stream) ? parsed : undefined
  })
  if (type === undefined) return undefined
  return { kind: 'cast', type, value: parseUnary(stream), at }
}

function mayFollowCast(stream: Stream): boolean {
  const token = peek(stream)
  if (token.kind === 'literal' || token.kind === 'interpolated') return true
  if (token.kind === 'name') return token.isVerbatim || !['is', 'as', 'when'].includes(token.text)
  return token.kind === 'punctuation' && ['~', '!', '('].includes(token.text)
}

function tryLambda(stream: Stream): Node | undefined {
  const { at } = peek(stream)
  const parameters = attempt(stream, () => lambdaParameters(stream))
  if (parameters === undefined) return undefined
  const body = isNext(stream, '{')
    ? stream.grammar.block(stream)
    : stream.grammar.expression(stream)
  return { kind: 'lambda', parameters, body, at }
}

/** `x =>`, `(x, y) =>` or `(int x) =>`; undefined when no `=>` follows. */
function lambdaParameters(stream: Stream): Parameter[] | undefined {
  if (peek(stream).kind === 'name' && isNext(stream, '=>', 1)) {
    const name = expectName(stream)
    next(stream)
    return [{ name, type: undefined }]
  }
  if (!isNext(stream, '(') || !closesBeforeArrow(stream)) return undefined
  const parameters = parseParameters(stream)
  expect(stream, '=>')
  return parameters
}

function closesBeforeArrow(stream: Stream): boolean {
  let depth = 0
  for (let ahead = 0; ; ahead += 1) {
    const { kind, text } = peek(stream, ahead)
    if (kind === 'end') return false
    if (kind !== 'punctuation') continue
    if (text === '(') depth += 1
    else if (text === ')') depth -= 1
    else if (!',.<>[]?'.includes(text)) return false
    if (depth === 0) return isNext(stream, '=>', ahead + 1)
  }
}
