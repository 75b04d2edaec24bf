import { chainOf, typeNamed } from '../members/lookup.ts'
import type { Node, TypeNode } from '../syntax/node.ts'
import { typeNameOf } from '../syntax/parse-type.ts'
import { find, type Scope } from './scope.ts'

/** Types that exist only as words in declarations, generic arguments and casts. */
const onlyNamed: ReadonlySet<string> = new Set([
  ...['var', 'void', 'dynamic', 'Func', 'Action', 'Predicate', 'IEnumerable', 'IList', 'Nullable'],
  ...['ICollection', 'IReadOnlyList', 'IReadOnlyCollection', 'Exception', 'IDisposable', 'ulong'],
  ...['IDictionary', 'IReadOnlyDictionary', 'Comparison', 'HttpStatusCode', 'IOrderedEnumerable'],
  ...['ISet', 'RSACng', 'AsymmetricAlgorithm', 'X509Certificate', 'IUser', 'IGroup'],
])

/** True when the type and all its arguments are known. */
export function isKnownType(type: TypeNode): boolean {
  const isKnown =
    onlyNamed.has(type.name) || typeNamed(type.name) !== undefined || isExceptionName(type.name)
  return isKnown && type.types.every(isKnownType)
}

export function isExceptionName(name: string): boolean {
  return name.endsWith('Exception')
}

/**
 * The type that a name or a chain of names stands for (`Guid`, `System.Text.Encoding`), or
 * undefined when it is a value.
 */
export function namedType(node: Node, scope: Scope): TypeNode | undefined {
  if (node.kind === 'type') return node.type
  const names = pathOf(node)
  const root = names[0]
  if (root === undefined || root === 'context' || find(scope, root) !== undefined) return undefined
  const name = typeNameOf(names.at(-1) ?? '')
  const isQualified = names.length > 1
  if (typeNamed(name) === undefined || (isQualified && !isNamespace(names.slice(0, -1)))) {
    return undefined
  }
  const types = node.kind === 'name' || node.kind === 'member' ? node.types : []
  const namespace = names.slice(0, -1).join('.')
  return { name, namespace, types, rank: 0, isNullable: false, at: node.at }
}

function pathOf(node: Node): string[] {
  if (node.kind === 'name') return [node.name]
  if (node.kind !== 'member') return []
  const before = pathOf(node.target)
  return before.length === 0 ? [] : [...before, node.name]
}

/** No table of namespaces: what begins like one and names no type itself is taken for one. */
function isNamespace(names: readonly string[]): boolean {
  return ['System', 'Newtonsoft', 'Microsoft'].includes(names[0] ?? '')
}

/** True when members of this type are all in its table. */
export function isClosed(type: string): boolean {
  return type !== 'object' && type !== 'null' && chainOf(type).length > 1
}
