import type { Path } from './json-pointer.ts'
import { isRecord } from './json-schema-example.ts'
import { brokenKeyword, keywordKinds, withoutDialect } from './json-schema-keywords.ts'

// Far beyond real bodies; the walk is recursive.
const depthMax = 100
// Shared nodes of YAML multiply; the largest real specifications have some hundred thousand.
const nodesMax = 300_000

/** Thrown where a schema cannot be read. */
export class UnreadableSchema extends Error {
  readonly at: Path

  constructor(at: Path, message: string) {
    super(message)
    this.at = at
  }
}

export type Walk = {
  /** All nodes of a document count, for the bound on them. */
  nodes: number
  /** What a `$ref` becomes. Throws `UnreadableSchema` for one to nowhere. */
  referenceOf(reference: string, at: Path): string
}

/** A schema in JSON Schema 2020-12, with only what counts. Throws `UnreadableSchema`. */
export function walkSchema(node: unknown, at: Path, walk: Walk, depth = 0): unknown {
  walk.nodes += 1
  if (depth > depthMax) throw new UnreadableSchema(at, 'the schema is nested too deeply')
  if (walk.nodes > nodesMax)
    throw new UnreadableSchema(at, `the schemas have over ${nodesMax} parts`)
  if (typeof node === 'boolean') return node
  if (!isRecord(node)) throw new UnreadableSchema(at, 'a schema is an object')
  const entries = Object.entries(withoutDialect(node)).flatMap(([keyword, value]) => {
    const read = keywordOf(keyword, value, [...at, keyword], walk, depth)
    return read === undefined ? [] : [[keyword, read.value] as const]
  })
  const schema: Record<string, unknown> = Object.fromEntries(entries)
  const isOfOthers = ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema)
  return node.nullable === true && isOfOthers && schema.type === undefined
    ? { anyOf: [schema, { type: 'null' }] }
    : schema
}

function keywordOf(
  keyword: string,
  value: unknown,
  at: Path,
  walk: Walk,
  depth: number,
): { readonly value: unknown } | undefined {
  const kind = keywordKinds.get(keyword)
  if (kind === undefined) return undefined
  const broken = brokenKeyword(keyword, kind, value)
  if (broken !== undefined) throw new UnreadableSchema(at, broken)
  if (keyword === '$ref') return { value: walk.referenceOf(String(value), at) }
  if (kind === 'schema') return { value: walkSchema(value, at, walk, depth + 1) }
  if (kind === 'schemas' && Array.isArray(value)) {
    return { value: value.map((part, index) => walkSchema(part, [...at, index], walk, depth + 1)) }
  }
  if (kind === 'named schemas' && isRecord(value)) {
    const parts = Object.entries(value).map(([name, part]) => [
      name,
      walkSchema(part, [...at, name], walk, depth + 1),
    ])
    return { value: Object.fromEntries(parts) }
  }
  return { value }
}
