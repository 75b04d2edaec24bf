import type { Node, Pattern } from './node.ts'
import { parseType, tryType } from './parse-type.ts'
import { parseUnary } from './parse-unary.ts'
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

/** How tightly binary operators bind, C# 12.4.2; `is` and `as` stand with the comparisons. */
const strengths: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  is: 8,
  as: 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
}

const assignments: ReadonlySet<string> = new Set([
  '=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '<<=',
  '>>=',
  '??=',
])

/** A whole expression, assignments and lambdas included. */
export function parseExpression(stream: Stream): Node {
  return deeper(stream, () => {
    const { at } = peek(stream)
    if (accept(stream, 'throw')) return { kind: 'throw', value: parseExpression(stream), at }
    const target = parseConditional(stream)
    const operator = peek(stream)
    if (operator.kind !== 'punctuation' || !assignments.has(operator.text)) return target
    next(stream)
    const value = parseExpression(stream)
    return { kind: 'assign', operator: operator.text, target, value, at: operator.at }
  })
}

function parseConditional(stream: Stream): Node {
  const test = parseBinary(stream, 0)
  const { at } = peek(stream)
  if (!accept(stream, '?')) return test
  const yes = parseExpression(stream)
  expect(stream, ':')
  const no = parseExpression(stream)
  return { kind: 'conditional', test, yes, no, at }
}

function parseBinary(stream: Stream, above: number): Node {
  let left = parseUnary(stream)
  for (;;) {
    const { operator, width, at } = operatorAt(stream)
    const strength = strengths[operator]
    if (strength === undefined || strength <= above) return left
    stream.index += width
    if (operator === 'is') left = { kind: 'is', value: left, pattern: parsePattern(stream), at }
    else if (operator === 'as') left = { kind: 'as', value: left, type: typeAfterIs(stream), at }
    else left = parseRight(stream, left, { operator, strength, at })
  }
}

function parseRight(
  stream: Stream,
  left: Node,
  { operator, strength, at }: { operator: string; strength: number; at: number },
): Node {
  if (operator === '??' && isNext(stream, 'throw')) {
    return { kind: 'binary', operator, left, right: parseExpression(stream), at }
  }
  // `??` associates to the right, all others to the left.
  const above = operator === '??' ? strength - 1 : strength
  const right = deeper(stream, () => parseBinary(stream, above))
  return { kind: 'binary', operator, left, right, at }
}

/** The binary operator at the cursor; `>` `>` without space between is `>>`. */
function operatorAt(stream: Stream): { operator: string; width: number; at: number } {
  const token = peek(stream)
  const { at } = token
  if (token.kind !== 'punctuation' && token.kind !== 'name') return { operator: '', width: 0, at }
  if (token.kind === 'name' && token.isVerbatim) return { operator: '', width: 0, at }
  const after = peek(stream, 1)
  const isShift = token.text === '>' && after.text === '>' && after.at === token.end
  return isShift ? { operator: '>>', width: 2, at } : { operator: token.text, width: 1, at }
}

/** After `is` and in `case`: a type with or without a name, a constant, or `var x`. */
export function parsePattern(stream: Stream): Pattern {
  if (isNext(stream, 'var') && peek(stream, 1).kind === 'name') {
    next(stream)
    return { kind: 'var', name: expectName(stream) }
  }
  const typed = attempt(stream, (): Pattern | undefined => {
    const type = typeIfNotNullableTest(stream)
    if (type === undefined) return undefined
    const token = peek(stream)
    const isNamed = token.kind === 'name' && !['when', 'is', 'as'].includes(token.text)
    if (isNamed) return { kind: 'type', type, name: expectName(stream) }
    // A dotted name may be a constant (`case JTokenType.Null`): the compiler knows which.
    return { kind: 'type', type, name: undefined }
  })
  return typed ?? { kind: 'constant', value: parseBinary(stream, strengths['<'] ?? 0) }
}

function typeAfterIs(stream: Stream) {
  return typeIfNotNullableTest(stream) ?? parseType(stream)
}

/** In `x is T ? a : b` the `?` belongs to the condition, in `x as int? ?? 0` to the type. */
function typeIfNotNullableTest(stream: Stream) {
  const nullable = attempt(stream, () => {
    const type = tryType(stream)
    const isTest = type?.isNullable === true && !endsType(stream)
    return isTest ? undefined : type
  })
  return nullable ?? tryType(stream, false)
}

function endsType(stream: Stream): boolean {
  const ends = [')', ';', ',', ']', '}', '??', '&&', '||', '==', '!=', '?']
  return peek(stream).kind === 'end' || ends.some((text) => isNext(stream, text))
}
