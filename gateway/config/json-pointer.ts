import { isRecord } from './json-schema-example.ts'

/** Where something stands in a document: names and indexes from its root. */
export type Path = readonly (string | number)[]

/** What stands at a path of a document, if anything. */
export function nodeAt(document: unknown, path: Path): unknown {
  let node: unknown = document
  for (const part of path) {
    if (Array.isArray(node)) node = node[Number(part)]
    else if (isRecord(node) && Object.hasOwn(node, part)) node = node[part]
    else return undefined
  }
  return node
}

/** The parts of a JSON Pointer as it stands in a reference. Source: RFC 6901, sections 4 and 6. */
export function pathOf(pointer: string): Path {
  return pointer.split('/').slice(1).map(unescaped)
}

/** A name as one part of a JSON Pointer in a reference. */
export function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

export function unescaped(part: string): string {
  return decoded(part).replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A lone `%` in a name stands for itself.
    return part
  }
}
