import { z } from 'zod'
import type { Operation } from '../../ledger/revision.ts'
import { exampleOfSchema, isRecord, type Resolve, saidExampleOf } from './json-schema-example.ts'

type Examples = Operation['examples']
export type BodyExample = NonNullable<Examples['body']>

/** A parameter of OpenAPI 3 (with `schema`) or of Swagger 2 (its own schema). */
export const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().nullish(),
  schema: z.unknown().optional(),
  content: z.record(z.string(), z.looseObject({ schema: z.unknown().optional() })).optional(),
})
export type Parameter = z.output<typeof parameterSchema>

const mediaTypes = z.record(z.string(), z.looseObject({}).nullable())

/** Values of all path parameters, and of the query parameters without which a call is invalid. */
export function parameterExamplesOf(
  parameters: readonly Parameter[],
  resolve: Resolve,
): Pick<Examples, 'path' | 'query'> {
  const path: Record<string, string> = {}
  const query: Record<string, string> = {}
  for (const parameter of parameters) {
    const { name, in: place, required } = parameter
    // An empty segment would be another path.
    if (place === 'path') path[name] = parameterExampleOf(parameter, resolve) || 'sample'
    if (place === 'query' && required === true) query[name] = parameterExampleOf(parameter, resolve)
  }
  return { path, query }
}

function parameterExampleOf(parameter: Parameter, resolve: Resolve): string {
  const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? parameter
  const said =
    parameter.example ?? namedExampleOf(parameter.examples, resolve) ?? saidExampleOf(parameter)
  return textOf(said ?? exampleOfSchema(schema, resolve) ?? 'sample')
}

/** The body of an OpenAPI 3 `content` object; undefined for types that cannot be made from JSON. */
export function bodyExampleOf(content: unknown, resolve: Resolve): BodyExample | undefined {
  const parsed = mediaTypes.safeParse(content)
  if (!parsed.success) return undefined
  const names = Object.keys(parsed.data)
  const name = names.find(isJson) ?? names.find(isForm) ?? names[0]
  if (name === undefined) return undefined
  const media = parsed.data[name] ?? {}
  const value =
    media.example ??
    namedExampleOf(media.examples, resolve) ??
    exampleOfSchema(media.schema, resolve)
  return serialized(name, value)
}

/** The body of a Swagger 2 operation: its `body` parameter, or its `formData` parameters. */
export function swaggerBodyExampleOf(
  parameters: readonly Parameter[],
  consumes: readonly string[],
  resolve: Resolve,
): BodyExample | undefined {
  const body = parameters.find((parameter) => parameter.in === 'body')
  if (body !== undefined) {
    const type = consumes.find(isJson) ?? consumes[0] ?? 'application/json'
    return serialized(type, exampleOfSchema(body.schema, resolve))
  }
  const fields = parameters.filter((parameter) => parameter.in === 'formData')
  if (fields.length === 0) return undefined
  const values = fields.map((field) => [field.name, parameterExampleOf(field, resolve)])
  return serialized(
    consumes.find(isForm) ?? 'application/x-www-form-urlencoded',
    Object.fromEntries(values),
  )
}

/** `examples` of OpenAPI 3: the value of the first one. */
function namedExampleOf(examples: unknown, resolve: Resolve): unknown {
  if (!isRecord(examples)) return undefined
  const first = resolve(Object.values(examples)[0])
  return isRecord(first) ? first.value : undefined
}

/** Examples as bodies of that type, without those that cannot be one. */
export function bodiesOf(contentType: string, values: readonly unknown[]): string[] {
  return values.flatMap((value) => serialized(contentType, value)?.content ?? [])
}

export function serialized(contentType: string, value: unknown): BodyExample | undefined {
  if (value === undefined || value === null) return undefined
  if (isJson(contentType)) {
    const isWritten = typeof value === 'string' && isJsonText(value)
    // `application/*+json` is a range, and a request needs one type.
    const type = contentType.includes('*') ? 'application/json' : contentType
    return { contentType: type, content: isWritten ? value : JSON.stringify(value) }
  }
  if (isForm(contentType) && isRecord(value)) {
    const fields = Object.entries(value).map(([name, field]): [string, string] => [
      name,
      textOf(field),
    ])
    return { contentType, content: new URLSearchParams(fields).toString() }
  }
  return typeof value === 'string' && !contentType.startsWith('multipart/')
    ? { contentType, content: value }
    : undefined
}

function isJson(contentType: string): boolean {
  return /[/+]json(;|$)/i.test(contentType) || contentType === '*/*'
}

function isForm(contentType: string): boolean {
  return contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')
}

function isJsonText(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not JSON after all: the text is itself the value.
    return false
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
