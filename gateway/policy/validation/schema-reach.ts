import { unescaped } from '../../config/json-pointer.ts'
import { isRecord } from '../../config/json-schema-example.ts'

/** How many schemas of an API one needs, itself left out; counting ends just above `countMax`. */
export function reachOf(
  schema: unknown,
  schemas: Readonly<Record<string, unknown>>,
  countMax: number,
): number {
  const reached = new Set<string>()
  const waiting = [schema]
  while (waiting.length > 0 && reached.size <= countMax) {
    for (const name of namesIn(waiting.pop())) {
      if (reached.has(name)) continue
      reached.add(name)
      waiting.push(schemas[name])
    }
  }
  return reached.size
}

function namesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn)
  if (!isRecord(node)) return []
  return Object.entries(node).flatMap(([keyword, value]) =>
    keyword === '$ref' && typeof value === 'string'
      ? [unescaped(value.slice('#/$defs/'.length))]
      : namesIn(value),
  )
}
