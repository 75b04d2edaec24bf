import { unescaped } from './json-pointer.ts'
import { isRecord } from './json-schema-example.ts'

// Keywords whose schemas are for the same value: a circle of them alone never ends.
const samePlace = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'] as const

/**
 * Names of schemas that need themselves to say anything of one value. A circle through a property
 * or an item ends with the value, and is fine.
 */
export function endlessNames(schemas: Readonly<Record<string, unknown>>): readonly string[] {
  const states = new Map<string, 'open' | 'done'>()
  const endless = new Set<string>()
  for (const name of Object.keys(schemas)) visit(name, [])
  return [...endless]

  /** By a list of its own and not by recursion: chains may be long. */
  function visit(start: string, path: string[]): void {
    const stack: { readonly name: string; readonly next: string[] }[] = []
    open(start)
    while (stack.length > 0) {
      const top = stack.at(-1)
      const next = top?.next.pop()
      if (top === undefined) return
      if (next === undefined) {
        states.set(top.name, 'done')
        path.pop()
        stack.pop()
      } else open(next)
    }

    function open(name: string): void {
      const state = states.get(name)
      if (state === 'open') for (const one of path.slice(path.indexOf(name))) endless.add(one)
      if (state !== undefined) return
      states.set(name, 'open')
      path.push(name)
      stack.push({ name, next: namesIn(schemas[name]) })
    }
  }
}

function namesIn(schema: unknown): string[] {
  if (!isRecord(schema)) return []
  const own = typeof schema.$ref === 'string' ? [nameOf(schema.$ref)] : []
  const parts = samePlace.flatMap((keyword) => schema[keyword] ?? [])
  return [...own, ...parts.flatMap(namesIn)]
}

/** Of a reference that the reader wrote: `#/$defs/<name>`. */
function nameOf(reference: string): string {
  return unescaped(reference.slice('#/$defs/'.length))
}
