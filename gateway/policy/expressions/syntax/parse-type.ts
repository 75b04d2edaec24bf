import type { TypeNode } from './node.ts'
import { accept, attempt, isNext, peek, type Stream } from './stream.ts'
import { fail } from './token.ts'

/** Types that C# knows by keyword; a cast to one needs no look at what follows. */
export const keywordTypes: ReadonlySet<string> = new Set([
  'bool',
  'byte',
  'char',
  'decimal',
  'double',
  'float',
  'int',
  'long',
  'object',
  'sbyte',
  'short',
  'string',
  'uint',
  'ulong',
  'ushort',
  'void',
])

const keywordOf: Readonly<Record<string, string>> = {
  Boolean: 'bool',
  Byte: 'byte',
  Char: 'char',
  Decimal: 'decimal',
  Double: 'double',
  Int16: 'short',
  Int32: 'int',
  Int64: 'long',
  Object: 'object',
  SByte: 'sbyte',
  Single: 'float',
  String: 'string',
  UInt16: 'ushort',
  UInt32: 'uint',
  UInt64: 'ulong',
}

/** `Int32` and its kin by their keyword, other names as they are. */
export function typeNameOf(name: string): string {
  return Object.hasOwn(keywordOf, name) ? (keywordOf[name] ?? name) : name
}

/** Words that begin no type, for `return x` is no declaration. */
const notTypes: ReadonlySet<string> = new Set([
  'as',
  'await',
  'base',
  'break',
  'case',
  'catch',
  'checked',
  'continue',
  'default',
  'do',
  'else',
  'false',
  'finally',
  'for',
  'foreach',
  'goto',
  'if',
  'in',
  'is',
  'new',
  'null',
  'out',
  'ref',
  'return',
  'sizeof',
  'switch',
  'this',
  'throw',
  'true',
  'try',
  'typeof',
  'unchecked',
  'using',
  'when',
  'while',
])

export function isReserved(text: string): boolean {
  return notTypes.has(text) && text !== 'when'
}

/** A type, or undefined with nothing read. `isAfterIs`: a `?` there may belong to `?:`. */
export function tryType(stream: Stream, isNullableAllowed = true): TypeNode | undefined {
  return attempt(stream, () => {
    const base = namedType(stream)
    if (base === undefined) return undefined
    const isNullable = isNullableAllowed && accept(stream, '?')
    let rank = 0
    while (isNext(stream, '[') && isNext(stream, ']', 1)) {
      stream.index += 2
      rank += 1
    }
    return { ...base, rank, isNullable }
  })
}

export function parseType(stream: Stream): TypeNode {
  return tryType(stream) ?? fail(peek(stream).at, 'a type expected')
}

/** A type that `new` makes: without `[]`, which belong to the expression. */
export function parseCreatedType(stream: Stream): TypeNode {
  return attempt(stream, () => namedType(stream)) ?? fail(peek(stream).at, 'a type expected')
}

function namedType(stream: Stream): TypeNode | undefined {
  const { at } = peek(stream)
  const names: string[] = []
  let types: readonly TypeNode[] = []
  do {
    const token = peek(stream)
    if (token.kind !== 'name' || (notTypes.has(token.text) && !token.isVerbatim)) return undefined
    names.push(token.text)
    stream.index += 1
    if (isNext(stream, '<')) {
      const parsed = tryTypeArguments(stream)
      if (parsed === undefined) return undefined
      types = parsed
    }
  } while (accept(stream, '.') || accept(stream, '::'))
  const name = typeNameOf(names.at(-1) ?? '')
  const namespace = names
    .slice(0, -1)
    .filter((part) => part !== 'global')
    .join('.')
  return { name, namespace, types, rank: 0, isNullable: false, at }
}

/** `<A, B<C>>`, or undefined with nothing read. */
export function tryTypeArguments(stream: Stream): readonly TypeNode[] | undefined {
  return attempt(stream, () => {
    if (!accept(stream, '<')) return undefined
    const types: TypeNode[] = []
    do {
      const type = tryType(stream)
      if (type === undefined) return undefined
      types.push(type)
    } while (accept(stream, ','))
    return accept(stream, '>') ? types : undefined
  })
}
