import type {
  OperationDefinition,
  ParameterDefinition,
  Representation,
  ResponseDefinition,
} from '../../ledger/definition.ts'
import type { Path } from './json-pointer.ts'
import { isRecord } from './json-schema-example.ts'
import type { OpenApiOperation } from './openapi.ts'
import { type Context, type PlacedParameter, reportLeftOut } from './openapi-context.ts'
import { bodiesOf } from './openapi-examples.ts'

/** What an operation of OpenAPI 3 or Swagger 2 says of its messages. */
export function definitionOf(
  operation: OpenApiOperation,
  at: Path,
  parameters: readonly PlacedParameter[],
  context: Context,
): OperationDefinition {
  const inPlace = (place: string) =>
    parameters
      .filter(({ parameter }) => parameter.in === place)
      .map(({ parameter, at }) => parameterOf(parameter.name, parameter, place, at, context))
  return {
    path: inPlace('path'),
    query: inPlace('query'),
    headers: inPlace('header'),
    request: context.isSwagger
      ? swaggerRequestOf(operation, parameters, context)
      : requestOf(operation.requestBody, [...at, 'requestBody'], context),
    responses: Object.entries(operation.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, response]) =>
        responseOf(status, response, operation, [...at, 'responses', status], context),
      ),
  }
}

type Fields = Readonly<Record<string, unknown>>

/** A parameter or a header of a response, whose schema Swagger 2 writes into itself. */
function parameterOf(
  name: string,
  parameter: Fields,
  place: string,
  at: Path,
  { schemas, isSwagger }: Context,
): ParameterDefinition {
  const inside = isSwagger ? parameter : parameter.schema
  const inner = isSwagger ? at : [...at, 'schema']
  return {
    name,
    isRequired: place === 'path' || parameter.required === true,
    ...(inside === undefined || inside === null ? {} : { schema: schemas.read(inside, inner) }),
    separator: separatorOf(parameter, place, isSwagger),
  }
}

const swaggerSeparators = new Map([
  ['ssv', ' '],
  ['tsv', '\t'],
  ['pipes', '|'],
])
const separators = new Map([
  ['spaceDelimited', ' '],
  ['pipeDelimited', '|'],
])

/** Source: OpenAPI 3.0.3, style values; Swagger 2.0, collectionFormat. */
function separatorOf(parameter: Fields, place: string, isSwagger: boolean): string | undefined {
  if (isSwagger) {
    const format = String(parameter.collectionFormat ?? 'csv')
    return format === 'multi' ? undefined : (swaggerSeparators.get(format) ?? ',')
  }
  if (place !== 'query') return ','
  const style = String(parameter.style ?? 'form')
  const isExploded = parameter.explode ?? style === 'form'
  return isExploded === true ? undefined : (separators.get(style) ?? ',')
}

function requestOf(given: unknown, at: Path, context: Context): Representation[] {
  const body = context.resolve(given)
  if (given !== undefined && !isRecord(body)) {
    reportLeftOut(at, 'this is no request body, or it refers to none', context)
  }
  return contentOf(body, at, context)
}

/** Bodies by their `content`, of OpenAPI 3. */
function contentOf(message: unknown, at: Path, context: Context): Representation[] {
  const content = isRecord(message) ? message.content : undefined
  if (!isRecord(content)) return []
  return Object.entries(content).map(([contentType, media]) => {
    const { schema, example, examples } = isRecord(media) ? media : {}
    const named = isRecord(examples) ? Object.values(examples).map(context.resolve) : []
    const values = named.map((one) => (isRecord(one) ? one.value : undefined))
    return {
      contentType,
      ...(isRecord(schema) || typeof schema === 'boolean'
        ? { schema: context.schemas.read(schema, [...at, 'content', contentType, 'schema']) }
        : {}),
      examples: bodiesOf(contentType, [example, ...values]),
    }
  })
}

function swaggerRequestOf(
  { consumes }: OpenApiOperation,
  parameters: readonly PlacedParameter[],
  context: Context,
): Representation[] {
  const body = parameters.find(({ parameter }) => parameter.in === 'body')
  const isForm = parameters.some(({ parameter }) => parameter.in === 'formData')
  if (body === undefined && !isForm) return []
  const byDefault = body === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
  const schema =
    body === undefined || !isRecord(body.parameter.schema)
      ? {}
      : { schema: context.schemas.read(body.parameter.schema, [...body.at, 'schema']) }
  return typesOf(consumes ?? context.consumes, byDefault).map((contentType) => ({
    contentType,
    ...schema,
    examples: [],
  }))
}

function responseOf(
  status: string,
  given: unknown,
  { produces }: OpenApiOperation,
  at: Path,
  context: Context,
): ResponseDefinition {
  const response = context.resolve(given)
  if (!isRecord(response)) {
    // In YAML a status without anything behind it is null, which says enough.
    if (given !== null) reportLeftOut(at, 'this is no response, or it refers to none', context)
    return { status, headers: [], representations: [] }
  }
  const headers = Object.entries(isRecord(response.headers) ? response.headers : {}).map(
    ([name, header]) => {
      const fields = context.resolve(header)
      const place = [...at, 'headers', name]
      return parameterOf(name, isRecord(fields) ? fields : {}, 'header', place, context)
    },
  )
  const representations = context.isSwagger
    ? swaggerBodiesOf(response, produces ?? context.produces, at, context)
    : contentOf(response, at, context)
  return {
    status: status.toUpperCase() === 'DEFAULT' ? 'default' : status,
    headers,
    representations,
  }
}

function swaggerBodiesOf(
  response: Fields,
  produces: readonly string[],
  at: Path,
  context: Context,
): Representation[] {
  const examples = isRecord(response.examples) ? response.examples : {}
  if (!isRecord(response.schema) && Object.keys(examples).length === 0) return []
  const schema = isRecord(response.schema)
    ? { schema: context.schemas.read(response.schema, [...at, 'schema']) }
    : {}
  const types = typesOf(produces, Object.keys(examples)[0] ?? 'application/json')
  return types.map((contentType) => ({
    contentType,
    ...schema,
    examples: bodiesOf(contentType, [examples[contentType]]),
  }))
}

function typesOf(types: readonly string[], byDefault: string): readonly string[] {
  return types.length > 0 ? types : [byDefault]
}
