import { z } from 'zod'
import type { FieldPath } from './field-path.ts'
import { scenarioSchema } from './schema.ts'

export type JsonSchema = z.core.JSONSchema.BaseSchema

const schema: JsonSchema = z.toJSONSchema(scenarioSchema, {
  io: 'input',
  target: 'draft-2020-12',
})

/** JSON Schema (2020-12) of a scenario file, for editors and documents. */
export function scenarioJsonSchema(): JsonSchema {
  return { ...schema, $id: 'https://gatedrill.dev/scenario.schema.json', title: 'Scenario' }
}

/** What the schema says of one place; undefined where a scenario has no such field. */
export function schemaAt(path: FieldPath): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(childOf, schema)
}

/** Names of the fields of one place; none where the names are free. */
export function fieldsAt(path: FieldPath): readonly string[] {
  return Object.keys(schemaAt(path)?.properties ?? {})
}

function childOf(parent: JsonSchema | undefined, part: string | number): JsonSchema | undefined {
  if (parent === undefined) return undefined
  if (typeof part === 'number') return single(parent.items)
  const { properties } = parent
  if (properties !== undefined && Object.hasOwn(properties, part)) return single(properties[part])
  return single(parent.additionalProperties)
}

/** `true`, `{}` and a missing type all mean: anything goes. */
function single(child: unknown): JsonSchema | undefined {
  if (child === true) return {}
  return isSchema(child) ? child : undefined
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
