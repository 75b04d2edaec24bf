import type { ParameterDefinition } from '../../../ledger/definition.ts'
import type { Api } from '../../../ledger/revision.ts'
import { unescaped } from '../../config/json-pointer.ts'
import { isRecord } from '../../config/json-schema-example.ts'
import { ExpressionError } from '../expressions/error.ts'
import type { Issue } from './issues.ts'
import type { Finding } from './report.ts'
import type { SchemaValidators } from './schema-validators.ts'

type Shared = Pick<Api, 'schemas'> | undefined

/** What a value belongs to, in the words of messages. */
export type ValueKind = {
  readonly type: Extract<
    Finding['Type'],
    'QueryParameter' | 'PathParameter' | 'RequestHeader' | 'ResponseHeader'
  >
  /** `query parameter`, `path parameter` or `header`. */
  readonly word: string
}

/** What is wrong with the values of a parameter or header. Source: APIM, validation errors. */
export function valueFindings(
  parameter: ParameterDefinition,
  values: readonly string[],
  kind: ValueKind,
  api: Shared,
  validators: SchemaValidators,
): readonly Finding[] {
  const isList = isListSchema(parameter.schema, api)
  const about = `${kind.word} ${parameter.name}`
  const found = (
    rule: Finding['ValidationRule'],
    details: string,
    publicText?: string,
  ): Finding => ({
    Name: parameter.name,
    Type: kind.type,
    ValidationRule: rule,
    Details: details,
    ...(publicText === undefined ? {} : { publicText }),
  })
  if (!isList && values.length > 1) {
    const message = kind.type === 'ResponseHeader' ? 'Response' : 'Request'
    const text = `${message} cannot contain multiple values for the ${about}.`
    return [found('IncorrectMessage', text, text)]
  }
  if (parameter.schema === undefined) return []
  const validator = validators.of(parameter, wrapped(parameter.schema), api?.schemas)
  if (validator.kind === 'missing') {
    const text = `API's schema does not contain definition ${validator.name}, which is associated with the ${about}.`
    return [found('MissingDefinition', text)]
  }
  const broken = (problem: string) =>
    found('ValidationError', `${capital(about)} cannot be validated. ${problem}`)
  if (validator.kind === 'broken') return [broken(validator.message)]
  const value = isList ? listOf(values, parameter.separator) : values[0]
  try {
    return validator.validate({ value }).map((issue) => {
      const [details, publicText] = textsOf(issue, about)
      return found('IncorrectMessage', details, publicText)
    })
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return [broken(error.message)]
  }
}

/** A required one that is not there. The service's own words for it are not documented. */
export function missingFinding({ name }: ParameterDefinition, kind: ValueKind): Finding {
  const rest = `Value of the ${kind.word} ${name} does not conform to the definition. Required properties are missing from object: ${name}.`
  return {
    Name: name,
    Type: kind.type,
    ValidationRule: 'IncorrectMessage',
    Details: rest,
    publicText: `The ${rest.charAt(0).toLowerCase()}${rest.slice(1)}`,
  }
}

export function unspecifiedFinding(name: string, kind: ValueKind): Finding {
  const text = `Unspecified ${kind.word} ${name} is not allowed.`
  return {
    Name: name,
    Type: kind.type,
    ValidationRule: 'Unspecified',
    Details: text,
    publicText: text,
  }
}

/** Texts become numbers and truth values only inside something. */
function wrapped(schema: unknown): unknown {
  return { type: 'object', properties: { value: schema } }
}

function textsOf({ isType, message }: Issue, about: string): readonly [string, string] {
  if (isType) {
    const rest = `cannot be parsed according to the definition. ${message}`
    const shown = `couldn't be parsed according to the definition. ${message}`
    return [`Value of the ${about} ${rest}`, `Value of the ${about} ${shown}`]
  }
  const rest = `value of the ${about} does not conform to the definition. ${message} Line: 0, Position: 0`
  return [capital(rest), `The ${rest}`]
}

function listOf(values: readonly string[], separator: string | undefined): readonly string[] {
  if (separator === undefined) return values
  // White space beside a comma is a header's own.
  return values.flatMap((value) => value.split(separator).map((item) => item.trim()))
}

// A chain of references; one that goes in a circle is not in a revision.
const referencesMax = 20

function isListSchema(schema: unknown, api: Shared): boolean {
  let node = schema
  for (let step = 0; step < referencesMax; step += 1) {
    if (!isRecord(node)) return false
    if (typeof node.$ref !== 'string') break
    node = api?.schemas?.[unescaped(node.$ref.slice('#/$defs/'.length))]
  }
  return isRecord(node) && [node.type].flat().includes('array')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
