import type { Operation } from '../../ledger/revision.ts'
import { compileTemplate, type Segment, type Template } from './url-template.ts'

/** Decoded query parameters by name. */
export type Query = ReadonlyMap<string, readonly string[]>

export type MatchedOperation = {
  readonly operation: Operation
  readonly matchedParameters: ReadonlyMap<string, string>
}

export type OperationTable = {
  /** `segments`: those of the path behind the API's, still encoded; at least one. */
  match(method: string, segments: readonly string[], query: Query): MatchedOperation | undefined
}

type Leaf = { readonly operation: Operation; readonly template: Template }

/** One place in the tree of templates; the order of the fields is the order of precedence. */
type Place = {
  readonly literals: Map<string, Place>
  readonly patterns: { readonly segment: Segment & { kind: 'pattern' }; readonly next: Place }[]
  parameter: Place | undefined
  readonly wildcards: Leaf[]
  readonly leaves: Leaf[]
}

/**
 * Compiles the operations of an API into one tree of path segments per method. Literal segments
 * beat patterns (`{id}.json`), those beat parameters, and those beat wildcards; names are compared
 * without case. Among templates of the same path, the one with more query conditions wins.
 * Source: APIM, mock-api-responses and add-api-manually (operations, URL templates, wildcards).
 */
export function compileOperationTable(operations: readonly Operation[]): OperationTable {
  const roots = new Map<string, Place>()
  for (const operation of operations) {
    const root = roots.get(operation.method) ?? newPlace()
    roots.set(operation.method, root)
    plant(root, { operation, template: compileTemplate(operation.urlTemplate) })
  }
  return {
    match(method, segments, query) {
      const root = roots.get(method)
      if (root === undefined) return undefined
      const decoded = segments.map(decodedSegmentOf)
      const lowered = decoded.map((segment) => segment.toLowerCase())
      return search(root, { decoded, lowered, query, values: [] }, 0)
    },
  }
}

function newPlace(): Place {
  return { literals: new Map(), patterns: [], parameter: undefined, wildcards: [], leaves: [] }
}

function plant(root: Place, leaf: Leaf): void {
  let place = root
  for (const segment of leaf.template.segments) place = stepInto(place, segment)
  const leaves = leaf.template.hasWildcard ? place.wildcards : place.leaves
  leaves.push(leaf)
  leaves.sort((a, b) => b.template.query.length - a.template.query.length)
}

function stepInto(place: Place, segment: Segment): Place {
  if (segment.kind === 'literal') {
    const next = place.literals.get(segment.text) ?? newPlace()
    place.literals.set(segment.text, next)
    return next
  }
  if (segment.kind === 'parameter') {
    place.parameter ??= newPlace()
    return place.parameter
  }
  const shape = segment.literals.join('\0')
  const same = place.patterns.find((one) => one.segment.literals.join('\0') === shape)
  if (same !== undefined) return same.next
  const next = newPlace()
  place.patterns.push({ segment, next })
  return next
}

type Path = {
  readonly decoded: readonly string[]
  readonly lowered: readonly string[]
  readonly query: Query
  /** Values of parameters on the way to the current place. */
  readonly values: string[]
}

/** Each place of the tree is entered at most once, for it belongs to one depth. */
function search(place: Place, path: Path, depth: number): MatchedOperation | undefined {
  const lowered = path.lowered[depth]
  const decoded = path.decoded[depth]
  if (lowered === undefined || decoded === undefined) return matchOf(place.leaves, path)
  const literal = place.literals.get(lowered)
  const found =
    (literal && search(literal, path, depth + 1)) ??
    searchPatterns(place, path, depth) ??
    searchParameter(place, path, depth, decoded) ??
    wildcardOf(place, path, depth)
  if (found !== undefined) return found
  // `/people/` calls `/people`; only a wildcard sees the slash.
  const isTrailingSlash = decoded === '' && depth === path.decoded.length - 1
  return isTrailingSlash ? matchOf(place.leaves, path) : undefined
}

function searchPatterns(place: Place, path: Path, depth: number): MatchedOperation | undefined {
  for (const { segment, next } of place.patterns) {
    const values = segment.valuesIn(path.decoded[depth] ?? '')
    if (values === undefined) continue
    path.values.push(...values)
    const found = search(next, path, depth + 1)
    if (found !== undefined) return found
    path.values.length -= values.length
  }
  return undefined
}

function searchParameter(
  place: Place,
  path: Path,
  depth: number,
  decoded: string,
): MatchedOperation | undefined {
  if (place.parameter === undefined || decoded === '') return undefined
  path.values.push(decoded)
  const found = search(place.parameter, path, depth + 1)
  if (found === undefined) path.values.pop()
  return found
}

function wildcardOf(place: Place, path: Path, depth: number): MatchedOperation | undefined {
  if (place.wildcards.length === 0) return undefined
  path.values.push(path.decoded.slice(depth).join('/'))
  const found = matchOf(place.wildcards, path)
  if (found === undefined) path.values.pop()
  return found
}

const noParameters: ReadonlyMap<string, string> = new Map()

function matchOf(leaves: readonly Leaf[], path: Path): MatchedOperation | undefined {
  for (const { operation, template } of leaves) {
    if (template.parameters.length === 0 && template.query.length === 0) {
      return { operation, matchedParameters: noParameters }
    }
    const matchedParameters = new Map<string, string>()
    for (const [index, name] of template.parameters.entries()) {
      // An unnamed wildcard has no parameter.
      if (name !== '') matchedParameters.set(name, path.values[index] ?? '')
    }
    if (template.query.every((condition) => holds(condition, path.query, matchedParameters))) {
      return { operation, matchedParameters }
    }
  }
  return undefined
}

function holds(
  { name, literal, parameter }: Template['query'][number],
  query: Query,
  matchedParameters: Map<string, string>,
): boolean {
  const value = queryValueOf(query, name)
  if (value === undefined) return false
  if (parameter === undefined) return value.toLowerCase() === literal
  matchedParameters.set(parameter, value)
  return true
}

/** The first value of a query parameter, whose name is compared without case. */
export function queryValueOf(query: Query, name: string): string | undefined {
  const exact = query.get(name)
  if (exact !== undefined) return exact[0]
  if (query.size === 0) return undefined
  const wanted = name.toLowerCase()
  for (const [other, values] of query) if (other.toLowerCase() === wanted) return values[0]
  return undefined
}

function decodedSegmentOf(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not valid UTF-8: the client meant the bytes as they stand.
    return segment
  }
}
