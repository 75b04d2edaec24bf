import { escaped, nodeAt, type Path, pathOf, unescaped } from './json-pointer.ts'
import { endlessNames } from './json-schema-loops.ts'
import { UnreadableSchema, type Walk, walkSchema } from './json-schema-walk.ts'

/** Reads the schemas of one document into JSON Schema 2020-12. */
export type SchemaReader = {
  /**
   * The schema at a place, with what it refers to as `#/$defs/<name>`. One that cannot be read
   * becomes a reference to a name that `finish` does not have.
   */
  read(node: unknown, at: Path): unknown
  /** Everything referred to, by name. */
  finish(): Record<string, unknown>
}

/**
 * `problem` is told once for each schema that cannot be read: not the shape of a schema, a
 * reference to nowhere or in a circle, too deep, too large.
 */
export function schemaReader(
  document: unknown,
  problem: (at: Path, what: string) => void,
): SchemaReader {
  const references = referencesIn(document)
  const walk: Walk = { nodes: 0, referenceOf: references.of }
  const schemas: Record<string, unknown> = {}

  return {
    read(node, at) {
      const made = tried(node, at, walk, problem)
      for (let next = references.next(); next !== undefined; next = references.next()) {
        const target = pathOf(next.pointer)
        const read = tried(nodeAt(document, target), target, walk, problem)
        if (read !== undefined) define(schemas, next.name, read.schema)
      }
      return made === undefined ? { $ref: `#/$defs/${escaped(`/${at.join('/')}`)}` } : made.schema
    },
    finish() {
      for (const name of endlessNames(schemas)) {
        delete schemas[name]
        problem(references.placeOf(name), 'the schema refers to itself without end')
      }
      return schemas
    },
  }
}

function tried(
  node: unknown,
  at: Path,
  walk: Walk,
  problem: (at: Path, what: string) => void,
): { readonly schema: unknown } | undefined {
  try {
    return { schema: walkSchema(node, at, walk) }
  } catch (error) {
    if (!(error instanceof UnreadableSchema)) throw error
    problem(error.at, error.message)
    return undefined
  }
}

/** As a property of its own also when it is called `__proto__`. */
function define(schemas: Record<string, unknown>, name: string, value: unknown): void {
  const own = { value, enumerable: true, configurable: true, writable: true }
  Object.defineProperty(schemas, name, own)
}

type Named = { readonly pointer: string; readonly name: string }

/** Gives every target of a reference a name, and hands each out once. */
function referencesIn(document: unknown) {
  const byPointer = new Map<string, Named>()
  const byName = new Map<string, Named>()
  const waiting: Named[] = []
  return {
    next: () => waiting.pop(),
    placeOf: (name: string) => pathOf(byName.get(name)?.pointer ?? ''),
    of(reference: string, at: Path): string {
      if (reference !== '#' && !reference.startsWith('#/')) {
        throw new UnreadableSchema(at, `${reference} is not in this document`)
      }
      const pointer = reference.slice(1)
      const known = byPointer.get(pointer) ?? added(pointer)
      if (known === undefined) throw new UnreadableSchema(at, `there is nothing at ${reference}`)
      return `#/$defs/${escaped(known.name)}`
    },
  }

  function added(pointer: string): Named | undefined {
    if (nodeAt(document, pathOf(pointer)) === undefined) return undefined
    const short = /^\/(?:components\/schemas|definitions|\$defs)\/([^/]+)$/.exec(pointer)?.[1]
    const wanted = short === undefined ? pointer : unescaped(short)
    const named = { pointer, name: byName.has(wanted) ? pointer : wanted }
    byPointer.set(pointer, named)
    byName.set(named.name, named)
    waiting.push(named)
    return named
  }
}
