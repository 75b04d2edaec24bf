import type { Argument, Node, TypeNode } from './node.ts'
import { tryTypeArguments } from './parse-type.ts'
import { accept, attempt, expect, expectName, isNext, next, peek, type Stream } from './stream.ts'

/** What may follow `>` when `<` opened type arguments and was no comparison. C# 6.2.5. */
const afterTypeArguments = [
  ...['(', ')', ']', '}', ':', ';', ',', '.', '?', '==', '!=', '|', '^', '&&', '||', '&', '['],
]

export function genericArguments(stream: Stream): readonly TypeNode[] {
  if (!isNext(stream, '<')) return []
  const types = attempt(stream, () => {
    const parsed = tryTypeArguments(stream)
    const isGeneric =
      peek(stream).kind === 'end' || afterTypeArguments.some((text) => isNext(stream, text))
    return isGeneric ? parsed : undefined
  })
  return types ?? []
}

export function parseArguments(stream: Stream): Argument[] {
  expect(stream, '(')
  return argumentsUntil(stream, ')')
}

export function parseIndex(stream: Stream): Argument[] {
  expect(stream, '[')
  return argumentsUntil(stream, ']')
}

function argumentsUntil(stream: Stream, end: string): Argument[] {
  const found: Argument[] = []
  while (!accept(stream, end)) {
    if (found.length > 0) expect(stream, ',')
    const isNamed = peek(stream).kind === 'name' && isNext(stream, ':', 1)
    const name = isNamed ? expectName(stream) : undefined
    if (isNamed) next(stream)
    found.push({ name, value: parseArgument(stream) })
  }
  return found
}

function parseArgument(stream: Stream): Node {
  const { at } = peek(stream)
  const isOut = (isNext(stream, 'out') || isNext(stream, 'ref')) && peek(stream, 1).kind === 'name'
  if (!isOut) return stream.grammar.expression(stream)
  next(stream)
  const after = peek(stream, 1)
  const isDeclared = after.kind === 'name'
  if (isDeclared) next(stream)
  const target = stream.grammar.expression(stream)
  return { kind: 'out', target, isDeclared, at }
}
