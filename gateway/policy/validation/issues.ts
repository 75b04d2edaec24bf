import type { ErrorObject } from 'ajv'

/** One way in which a value does not fit its schema. */
export type Issue = {
  readonly message: string
  /** JSON Pointer into the value. */
  readonly at: string
  /** True when the value is of another type than wanted. */
  readonly isType: boolean
}

// More than anybody reads.
const issuesMax = 20

/** Errors of the validator in the words of Newtonsoft.Json.Schema, which the service speaks. */
export function issuesOf(errors: readonly ErrorObject[]): readonly Issue[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    // What a choice says of its branches is a part of its own error.
    if (isChoice(error)) {
      const isOutside = ({ instancePath }: ErrorObject) =>
        !`${instancePath}/`.startsWith(`${error.instancePath}/`)
      kept.splice(0, kept.length, ...kept.filter(isOutside))
    }
    kept.push(error)
  }
  const missing = Map.groupBy(kept.filter(isMissing), ({ instancePath }) => instancePath)
  const others = kept.filter((error) => !isMissing(error))
  return [
    ...[...missing].map(([at, group]) => ({ at, isType: false, message: missingText(group) })),
    ...others.map((error) => ({
      at: error.instancePath,
      isType: error.keyword === 'type',
      message: textOf(error),
    })),
  ].slice(0, issuesMax)
}

const isChoice = ({ keyword }: ErrorObject) => keyword === 'anyOf' || keyword === 'oneOf'
const isMissing = ({ keyword }: ErrorObject) => keyword === 'required'

function missingText(group: readonly ErrorObject[]): string {
  const names = group.map(({ params }) => String(params.missingProperty))
  return `Required properties are missing from object: ${names.join(', ')}.`
}

const texts: Readonly<Record<string, (error: ErrorObject) => string>> = {
  type: ({ schema, data }) => {
    const wanted = (Array.isArray(schema) ? schema : [schema]).map((type) => capital(String(type)))
    return `Invalid type. Expected ${wanted.join(', ')} but got ${typeNameOf(data)}.`
  },
  additionalProperties: ({ params }) => undefinedProperty(params.additionalProperty),
  unevaluatedProperties: ({ params }) => undefinedProperty(params.unevaluatedProperty),
  propertyNames: ({ params }) => `Property name '${params.propertyName}' is not valid.`,
  enum: ({ data }) => `Value ${JSON.stringify(data)} is not defined in enum.`,
  const: ({ data }) => `Value ${JSON.stringify(data)} does not match const.`,
  minimum: ({ data, schema }) => `${numberOf(data)} is less than minimum value of ${schema}.`,
  maximum: ({ data, schema }) => `${numberOf(data)} exceeds maximum value of ${schema}.`,
  exclusiveMinimum: ({ data, schema }) =>
    data === schema
      ? `${numberOf(data)} equals minimum value of ${schema} and exclusive minimum is true.`
      : `${numberOf(data)} is less than minimum value of ${schema}.`,
  exclusiveMaximum: ({ data, schema }) =>
    data === schema
      ? `${numberOf(data)} equals maximum value of ${schema} and exclusive maximum is true.`
      : `${numberOf(data)} exceeds maximum value of ${schema}.`,
  multipleOf: ({ data, schema }) => `${numberOf(data)} is not a multiple of ${schema}.`,
  minLength: ({ data, schema }) => `${stringOf(data)} is less than minimum length of ${schema}.`,
  maxLength: ({ data, schema }) => `${stringOf(data)} exceeds maximum length of ${schema}.`,
  pattern: ({ data, schema }) => `${stringOf(data)} does not match regex pattern '${schema}'.`,
  format: ({ data, schema }) => `${stringOf(data)} does not validate against format '${schema}'.`,
  minItems: ({ data, schema }) =>
    `Array item count ${countOf(data)} is less than minimum count of ${schema}.`,
  maxItems: ({ data, schema }) =>
    `Array item count ${countOf(data)} exceeds maximum count of ${schema}.`,
  uniqueItems: ({ params }) => `Non-unique array item at index ${params.i}.`,
  contains: () => 'No items match contains.',
  minProperties: ({ data, schema }) =>
    `Object property count ${countOf(data)} is less than minimum count of ${schema}.`,
  maxProperties: ({ data, schema }) =>
    `Object property count ${countOf(data)} exceeds maximum count of ${schema}.`,
  anyOf: () => "JSON does not match any schemas from 'anyOf'.",
  oneOf: ({ params }) =>
    Array.isArray(params.passingSchemas)
      ? `JSON is valid against more than one schema from 'oneOf'. Valid schema indexes: ${params.passingSchemas.join(', ')}.`
      : "JSON is valid against no schemas from 'oneOf'.",
  not: () => "JSON is valid against schema from 'not'.",
  if: ({ params }) => `JSON does not match schema from '${params.failingKeyword}'.`,
  'false schema': () => 'Schema always fails validation.',
}

function textOf(error: ErrorObject): string {
  return texts[error.keyword]?.(error) ?? `JSON does not match '${error.keyword}'.`
}

function undefinedProperty(name: unknown): string {
  return `Property '${name}' has not been defined and the schema does not allow additional properties.`
}

// A value may be as large as a body, and an error is for reading.
const shownMax = 200

function stringOf(data: unknown): string {
  return `String '${String(data).slice(0, shownMax)}'`
}

function numberOf(data: unknown): string {
  return `${Number.isInteger(data) ? 'Integer' : 'Float'} ${String(data)}`
}

function countOf(data: unknown): number {
  return Object.keys(Object(data)).length
}

function typeNameOf(data: unknown): string {
  if (data === null) return 'Null'
  if (Array.isArray(data)) return 'Array'
  if (typeof data === 'number') return Number.isInteger(data) ? 'Integer' : 'Number'
  return capital(typeof data)
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
