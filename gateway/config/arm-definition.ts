import { z } from 'zod'
import type {
  OperationDefinition,
  ParameterDefinition,
  Representation,
} from '../../ledger/definition.ts'
import { optionalText } from './information.ts'
import { escaped } from './json-pointer.ts'
import { bodiesOf } from './openapi-examples.ts'

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])

const parameter = z.looseObject({
  name: z.string(),
  type: optionalText,
  required: z.boolean().nullish(),
  defaultValue: optionalText,
  values: z.array(z.string()).nullish(),
  typeName: optionalText,
})

const representation = z.looseObject({
  contentType: z.string(),
  sample: optionalText,
  typeName: optionalText,
  examples: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).nullish(),
})

export const armParameters = list(parameter)
export const armRepresentations = list(representation)

/** The parts of an ARM operation that describe messages. Source: ARM, apis/operations. */
export const armMessages = {
  templateParameters: armParameters,
  request: z
    .looseObject({
      headers: armParameters,
      queryParameters: armParameters,
      representations: armRepresentations,
    })
    .nullish(),
  responses: list(
    z.looseObject({
      statusCode: z.number(),
      headers: armParameters,
      representations: armRepresentations,
    }),
  ),
}

type Messages = z.output<z.ZodObject<typeof armMessages>>

export function armDefinitionOf({
  templateParameters,
  request,
  responses,
}: Messages): OperationDefinition {
  return {
    path: templateParameters.map((one) => parameterOf(one, true)),
    query: (request?.queryParameters ?? []).map((one) => parameterOf(one)),
    headers: (request?.headers ?? []).map((one) => parameterOf(one)),
    request: (request?.representations ?? []).map(representationOf),
    responses: responses.map(({ statusCode, headers, representations }) => ({
      status: String(statusCode),
      headers: headers.map((one) => parameterOf(one)),
      representations: representations.map(representationOf),
    })),
  }
}

const types = new Set(['string', 'integer', 'number', 'boolean'])

function parameterOf(
  { name, type, required, typeName }: z.output<typeof parameter>,
  isPath = false,
): ParameterDefinition {
  // Its values are what the portal offers, not all that there may be.
  const plain = type !== undefined && types.has(type) ? { type } : undefined
  const schema = namedSchemaOf(typeName) ?? plain
  const isRequired = isPath || required === true
  return { name, isRequired, ...(schema === undefined ? {} : { schema }), separator: ',' }
}

function representationOf({
  contentType,
  sample,
  typeName,
  examples,
}: z.output<typeof representation>): Representation {
  const values = [sample, ...Object.values(examples ?? {}).map(({ value }) => value)]
  const schema = namedSchemaOf(typeName)
  return {
    contentType,
    ...(schema === undefined ? {} : { schema }),
    examples: bodiesOf(contentType, values),
  }
}

/** A schema of the API, which is in its own folder. */
function namedSchemaOf(typeName: string | undefined) {
  return typeName === undefined || typeName === ''
    ? undefined
    : { $ref: `#/$defs/${escaped(typeName)}` }
}
