import { patternOf } from '../policy/expressions/runtime/regex.ts'
import { isRecord } from './json-schema-example.ts'

type Schema = Readonly<Record<string, unknown>>

export type KeywordKind = 'plain' | 'schema' | 'schemas' | 'named schemas'

/** Keywords that say what is valid, or give examples; all others are left out. */
export const keywordKinds: ReadonlyMap<string, KeywordKind> = new Map([
  ...kindsOf('plain', [
    ...['$ref', 'type', 'enum', 'const', 'pattern', 'format', 'required', 'uniqueItems'],
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
    ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minContains', 'maxContains'],
    ...['minProperties', 'maxProperties', 'dependentRequired'],
    ...['example', 'examples', 'default', 'readOnly', 'writeOnly'],
  ]),
  ...kindsOf('schema', [
    ...['items', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems'],
    ...['not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ]),
  ...kindsOf('schemas', ['allOf', 'anyOf', 'oneOf', 'prefixItems']),
  ...kindsOf('named schemas', ['properties', 'patternProperties', 'dependentSchemas']),
])

function kindsOf(
  kind: KeywordKind,
  keywords: readonly string[],
): readonly (readonly [string, KeywordKind])[] {
  return keywords.map((keyword) => [keyword, kind])
}

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0
const isTextList = (value: unknown) =>
  Array.isArray(value) && value.every((part) => typeof part === 'string')

type Check = { readonly isRight: (value: unknown) => boolean; readonly wanted: string }

const count: Check = { isRight: isCount, wanted: 'a whole number from 0 on' }
const number: Check = { isRight: Number.isFinite, wanted: 'a number' }
const text: Check = { isRight: (value) => typeof value === 'string', wanted: 'a text' }

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$ref', text],
  ['format', text],
  ['pattern', { isRight: isPattern, wanted: 'a regular expression' }],
  ['type', { isRight: isType, wanted: `one of ${types.join(', ')}, or a list of them` }],
  ['enum', { isRight: (value) => Array.isArray(value) && value.length > 0, wanted: 'a list' }],
  ['required', { isRight: isTextList, wanted: 'a list of names' }],
  ['uniqueItems', { isRight: (value) => typeof value === 'boolean', wanted: 'true or false' }],
  ['multipleOf', { isRight: (value) => Number(value) > 0, wanted: 'a number above 0' }],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(
    (keyword): [string, Check] => [keyword, number],
  ),
  ...['Length', 'Items', 'Properties', 'Contains'].flatMap((of): [string, Check][] => [
    [`min${of}`, count],
    [`max${of}`, count],
  ]),
])

/** What is wrong with the value of a keyword, if anything. Source: JSON Schema 2020-12. */
export function brokenKeyword(
  keyword: string,
  kind: KeywordKind,
  value: unknown,
): string | undefined {
  const check = checks.get(keyword)
  if (check !== undefined && !check.isRight(value)) return `${keyword} is ${check.wanted}`
  if (kind === 'schemas' && !(Array.isArray(value) && value.length > 0)) {
    return `${keyword} is a list of schemas`
  }
  if (kind === 'named schemas' && !isRecord(value)) return `${keyword} is an object of schemas`
  if (keyword === 'patternProperties' && isRecord(value)) {
    const wrong = Object.keys(value).find((name) => !isPattern(name))
    return wrong === undefined ? undefined : `${wrong} is no regular expression`
  }
  return undefined
}

function isType(value: unknown): boolean {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  return given.length > 0 && given.every((type) => typeof type === 'string' && types.includes(type))
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    patternOf(value, 0)
    return true
  } catch {
    return false
  }
}

/**
 * A schema of OpenAPI 3.0, Swagger 2 or an older draft with the keywords of JSON Schema 2020-12.
 * Beside `$ref` the older ones have nothing that counts, and names of 2020-12 stay.
 * Source: OpenAPI 3.0.3, schema object; JSON Schema 2020-12, release notes.
 */
export function withoutDialect(given: Schema): Schema {
  const schema: Record<string, unknown> = { ...given }
  makeExclusive(schema, 'exclusiveMinimum', 'minimum')
  makeExclusive(schema, 'exclusiveMaximum', 'maximum')
  if (Array.isArray(schema.items)) {
    schema.prefixItems = schema.items.length > 0 ? schema.items : undefined
    schema.items = schema.additionalItems
  }
  // Of a parameter of Swagger 2, or misplaced: whether the property itself is required.
  if (typeof schema.required === 'boolean') delete schema.required
  // An upload of Swagger 2.
  if (schema.type === 'file' || schema.type === '') delete schema.type
  if (schema.nullable === true) makeNullable(schema)
  for (const [keyword, value] of Object.entries(schema)) {
    // YAML writes an empty value as null, and undefined was taken out above.
    if (value === undefined || (value === null && !mayBeNull.has(keyword))) delete schema[keyword]
  }
  return schema
}

const mayBeNull = new Set(['const', 'default', 'example'])

function makeExclusive(schema: Record<string, unknown>, keyword: string, bound: string): void {
  const isExclusive = schema[keyword]
  if (typeof isExclusive !== 'boolean') return
  delete schema[keyword]
  if (!isExclusive || schema[bound] === undefined) return
  schema[keyword] = schema[bound]
  delete schema[bound]
}

function makeNullable(schema: Record<string, unknown>): void {
  if (typeof schema.type === 'string') schema.type = [schema.type, 'null']
  if (Array.isArray(schema.enum) && !schema.enum.includes(null))
    schema.enum = [...schema.enum, null]
}
