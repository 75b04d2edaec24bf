import type { Node } from './node.ts'
import { genericArguments, parseArguments, parseIndex } from './parse-arguments.ts'
import { parsePrimary } from './parse-primary.ts'
import { accept, deeper, expectName, isNext, next, peek, type Stream } from './stream.ts'

/** A primary expression with everything that follows it: `.x`, `(…)`, `[…]`, `?.x`, `++`. */
export function parsePostfix(stream: Stream): Node {
  return links(stream, parsePrimary(stream))
}

function links(stream: Stream, first: Node): Node {
  let node = first
  for (;;) {
    const { at } = peek(stream)
    if (accept(stream, '.')) node = memberOf(stream, node)
    else if (isNext(stream, '(')) {
      node = { kind: 'call', target: node, args: parseArguments(stream), at }
    } else if (isNext(stream, '[')) {
      node = { kind: 'index', target: node, args: parseIndex(stream), at }
    } else if (isConditionalAccess(stream)) return conditional(stream, node)
    else if (isNext(stream, '++') || isNext(stream, '--')) {
      const operator = next(stream).text === '++' ? '++' : '--'
      node = { kind: 'increment', operator, isPrefix: false, target: node, at }
    } else return node
  }
}

/** `?.` or `?[`; in `a ? [..` C# has no expression that begins with a bracket. */
function isConditionalAccess(stream: Stream): boolean {
  return isNext(stream, '?') && (isNext(stream, '.', 1) || isNext(stream, '[', 1))
}

function conditional(stream: Stream, target: Node): Node {
  const { at } = next(stream)
  const receiver: Node = { kind: 'receiver', at }
  // The whole rest of the chain is left out when the target is null.
  const access = deeper(stream, () => links(stream, receiver))
  return { kind: 'conditional-access', target, access, at }
}

function memberOf(stream: Stream, target: Node): Node {
  const { at } = peek(stream)
  const name = expectName(stream)
  return { kind: 'member', target, name, types: genericArguments(stream), at }
}
