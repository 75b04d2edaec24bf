/** Follows a local `$ref` of the same document; anything else comes back as it is. */
export type Resolve = (node: unknown) => unknown

type Schema = Readonly<Record<string, unknown>>

// Deep enough for real bodies; a schema that refers to itself ends here.
const depthMax = 8
const nodesMax = 500
const itemsMax = 10

/** Of a request only what is needed; of a response everything that it may have. */
export type ExampleOf = 'request' | 'response'

/**
 * A value that fits a JSON schema, from its own examples, defaults and enums where it has them,
 * else from its type. A request has its required properties; all of them where none is required.
 */
export function exampleOfSchema(
  schema: unknown,
  resolve: Resolve,
  of: ExampleOf = 'request',
): unknown {
  const hidden = of === 'request' ? 'readOnly' : 'writeOnly'
  const budget = { left: nodesMax }
  return made(schema, 0)

  function made(node: unknown, depth: number): unknown {
    const resolved = resolve(node)
    if (!isRecord(resolved) || depth > depthMax || budget.left <= 0) return undefined
    budget.left -= 1
    const said = saidExampleOf(resolved)
    if (said !== undefined) return said
    const merged = withAllOf(resolved)
    const choice = resolve(firstChoiceOf(merged))
    if (isRecord(choice)) {
      // Beside the choice its schema may say more of the same value, such as bounds.
      const { oneOf, anyOf, ...common } = merged
      return made({ ...withAllOf(choice), ...common }, depth + 1)
    }
    const type = typeOf(merged)
    if (type === 'object') return objectOf(merged, depth)
    if (type === 'array') return arrayOf(merged, depth)
    return primitiveOf(type, merged)
  }

  function withAllOf(node: Schema): Schema {
    const parts = Array.isArray(node.allOf) ? node.allOf.map(resolve).filter(isRecord) : []
    if (parts.length === 0 || budget.left <= 0) return node
    budget.left -= parts.length
    const all = [...parts.slice(0, itemsMax * 2).map(withAllOf), node]
    return {
      ...Object.assign({}, ...all),
      allOf: undefined,
      properties: Object.assign({}, ...all.map(({ properties }) => properties ?? {})),
      required: all.flatMap(({ required }) => (Array.isArray(required) ? required : [])),
    }
  }

  function objectOf(node: Schema, depth: number): Record<string, unknown> {
    const properties = isRecord(node.properties) ? node.properties : {}
    const required = Array.isArray(node.required) ? node.required : []
    const names = Object.keys(properties).filter(
      (name) => of === 'response' || required.length === 0 || required.includes(name),
    )
    const entries = names.flatMap((name): [string, unknown][] => {
      const property = resolve(properties[name])
      if (isRecord(property) && property[hidden] === true) return []
      const value = made(property, depth + 1)
      return value === undefined ? [] : [[name, value]]
    })
    return Object.fromEntries(entries)
  }

  function arrayOf(node: Schema, depth: number): unknown[] {
    const least = typeof node.minItems === 'number' ? node.minItems : 1
    const item = node.maxItems === 0 ? undefined : made(node.items, depth + 1)
    return item === undefined ? [] : new Array(Math.min(Math.max(least, 1), itemsMax)).fill(item)
  }
}

/** The example, default or first enum value that a schema states. */
export function saidExampleOf(schema: Schema): unknown {
  const { example, examples, default: byDefault, enum: values } = schema
  if (schema.const !== undefined) return schema.const
  return [example, firstOf(examples), byDefault, firstOf(values)].find(
    (value) => value !== undefined && value !== null,
  )
}

export function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function firstOf(values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined
}

function firstChoiceOf(schema: Schema): unknown {
  if (schema.properties !== undefined && Object.keys(schema.properties ?? {}).length > 0) {
    return undefined
  }
  return firstOf(schema.oneOf) ?? firstOf(schema.anyOf)
}

function typeOf(schema: Schema): string {
  // OpenAPI 3.1 lists several types, `null` among them.
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  const type: unknown = types.find((one) => one !== 'null')
  if (typeof type === 'string' && type !== '') return type
  if (schema.properties !== undefined) return 'object'
  return schema.items === undefined ? 'string' : 'array'
}

function primitiveOf(type: string, schema: Schema): unknown {
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return numberOf(schema)
  return textOf(schema)
}

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema): number {
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1
  if (typeof minimum === 'number') return exclusiveMinimum === true ? minimum + 1 : minimum
  return typeof maximum === 'number' ? Math.min(1, maximum) : 1
}

const textByFormat: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  duration: 'PT1H',
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'c2FtcGxl',
}

function textOf({ format, minLength, maxLength }: Schema): string {
  const byFormat = typeof format === 'string' ? textByFormat[format] : undefined
  const text = byFormat ?? 'sample'
  // A bound of its own: the schema may ask for millions.
  const least = typeof minLength === 'number' ? Math.min(minLength, 1_000) : 0
  return text.padEnd(least, 'x').slice(0, typeof maxLength === 'number' ? maxLength : undefined)
}
