import type { Initializer, MemberInitializer, Node, TypeNode } from './node.ts'
import { parseArguments } from './parse-arguments.ts'
import { parseCreatedType } from './parse-type.ts'
import { accept, expect, expectName, isNext, next, peek, type Stream } from './stream.ts'

/** `new T(…) {…}`, `new T[n]`, `new[] {…}`, `new { a = 1 }`. */
export function parseNew(stream: Stream): Node {
  const { at } = next(stream)
  if (isNext(stream, '{')) return parseAnonymous(stream, at)
  if (isNext(stream, '[')) {
    next(stream)
    expect(stream, ']')
    return {
      kind: 'array',
      type: undefined,
      size: undefined,
      items: items(stream),
      at,
    }
  }
  const type = parseCreatedType(stream)
  if (isNext(stream, '[')) return parseArray(stream, type, at)
  const args = isNext(stream, '(') ? parseArguments(stream) : []
  const initializer = isNext(stream, '{') ? parseInitializer(stream) : undefined
  return { kind: 'create', type, args, initializer, at }
}

function parseArray(stream: Stream, element: TypeNode, at: number): Node {
  expect(stream, '[')
  const size = isNext(stream, ']') ? undefined : stream.grammar.expression(stream)
  expect(stream, ']')
  let rank = 0
  while (accept(stream, '[')) {
    expect(stream, ']')
    rank += 1
  }
  const found = isNext(stream, '{') ? items(stream) : undefined
  return { kind: 'array', type: { ...element, rank }, size, items: found, at }
}

function items(stream: Stream): Node[] {
  expect(stream, '{')
  const found: Node[] = []
  while (!accept(stream, '}')) {
    if (found.length > 0) expect(stream, ',')
    // A comma may follow the last item.
    if (accept(stream, '}')) break
    found.push(stream.grammar.expression(stream))
  }
  return found
}

function parseAnonymous(stream: Stream, at: number): Node {
  expect(stream, '{')
  const members: { name: string; value: Node }[] = []
  while (!accept(stream, '}')) {
    if (members.length > 0) expect(stream, ',')
    if (accept(stream, '}')) break
    if (peek(stream).kind === 'name' && isNext(stream, '=', 1)) {
      const name = expectName(stream)
      next(stream)
      members.push({ name, value: stream.grammar.expression(stream) })
    } else {
      const value = stream.grammar.expression(stream)
      members.push({ name: 'name' in value ? value.name : '', value })
    }
  }
  return { kind: 'anonymous', members, at }
}

function parseInitializer(stream: Stream): Initializer {
  const isMembers =
    isNext(stream, '[', 1) || (peek(stream, 1).kind === 'name' && isNext(stream, '=', 2))
  return isMembers
    ? { kind: 'members', members: listed(stream, (inner) => member(inner)) }
    : { kind: 'items', items: listed(stream, (inner) => item(inner)) }
}

function listed<Item>(stream: Stream, parse: (stream: Stream) => Item): Item[] {
  expect(stream, '{')
  const found: Item[] = []
  while (!accept(stream, '}')) {
    if (found.length > 0) expect(stream, ',')
    if (accept(stream, '}')) break
    found.push(parse(stream))
  }
  return found
}

/** One item, or `{ key, value }` for an `Add` of several. */
function item(stream: Stream): Node[] {
  return isNext(stream, '{') ? items(stream) : [stream.grammar.expression(stream)]
}

function member(stream: Stream): MemberInitializer {
  const isIndex = accept(stream, '[')
  const target = isIndex
    ? { index: [stream.grammar.expression(stream)] }
    : { name: expectName(stream) }
  if (isIndex) expect(stream, ']')
  expect(stream, '=')
  const value = isNext(stream, '{') ? parseInitializer(stream) : stream.grammar.expression(stream)
  return { target, value }
}
