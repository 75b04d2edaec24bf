import { isRecord } from '../../config/json-schema-example.ts'
import { keywordKinds } from '../../config/json-schema-keywords.ts'

/** How a policy wants the schemas of the API changed. */
export type Variant = {
  /** In the place of what the schemas say of further properties. */
  readonly allowsAdditional?: boolean | undefined
  readonly ignoresCase?: boolean
}

/** Where the validator keeps what schemas share. */
export const sharedId = 'shared'

// They say nothing of what is valid, and the validator would look into them for schemas.
const examples = new Set(['example', 'examples', 'default', 'readOnly', 'writeOnly'])
const ofSameValue = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
])
const closing = new Set(['additionalProperties', 'unevaluatedProperties'])

/**
 * A schema of a revision as the validator takes it. A schema that stands for a whole value is
 * closed where a policy forbids further properties: one that is only a part of it must not be, for
 * the other parts add theirs.
 */
export function preparedSchema(schema: unknown, variant: Variant, isWhole: boolean): unknown {
  if (!isRecord(schema)) return schema
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (examples.has(keyword) || isReplaced(keyword, value, variant)) return []
    return [[keyword, preparedKeyword(keyword, value, variant)]]
  })
  const prepared = Object.fromEntries(entries)
  return variant.allowsAdditional === false && isWhole && isOfObjects(schema)
    ? { ...prepared, unevaluatedProperties: false }
    : prepared
}

function isReplaced(keyword: string, value: unknown, { allowsAdditional }: Variant): boolean {
  if (!closing.has(keyword) || allowsAdditional === undefined) return false
  return !allowsAdditional || value === false
}

/** Also of those that may be objects among others; what says nothing at all takes anything. */
function isOfObjects({ type, properties, $ref, allOf, anyOf, oneOf }: Record<string, unknown>) {
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  return isObject || [properties, $ref, allOf, anyOf, oneOf].some((part) => part !== undefined)
}

function preparedKeyword(keyword: string, value: unknown, variant: Variant): unknown {
  const { ignoresCase = false } = variant
  const isWhole = !ofSameValue.has(keyword)
  if (keyword === '$ref') return `${sharedId}${String(value)}`
  if (keyword === 'required' && ignoresCase && Array.isArray(value)) {
    return value.map((name) => String(name).toLowerCase())
  }
  const kind = keywordKinds.get(keyword)
  if (kind === 'schema') return preparedSchema(value, variant, isWhole)
  if (kind === 'schemas' && Array.isArray(value)) {
    return value.map((part) => preparedSchema(part, variant, isWhole))
  }
  if (kind === 'named schemas' && isRecord(value)) {
    const isNamed = keyword === 'properties' && ignoresCase
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        isNamed ? name.toLowerCase() : name,
        preparedSchema(part, variant, isWhole),
      ]),
    )
  }
  return value
}

/** A value whose property names are compared without case: all of them in lower case. */
export function inLowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLowerCase)
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([name, part]) => [name.toLowerCase(), inLowerCase(part)]))
}
