import { isRecord } from '../../config/json-schema-example.ts'
import { ExpressionError } from '../expressions/error.ts'
import { jsonPlace } from './json-place.ts'
import type { Finding } from './report.ts'
import type { Validator } from './schema-validators.ts'

/** What a body is checked as. */
export type Subject = {
  readonly type: 'RequestBody' | 'ResponseBody'
  /** Of the body, as it is validated. */
  readonly contentType: string
}

/** A JSON body against its schema. Source: APIM, validation errors. */
export function checkJson(
  text: string,
  schema: unknown,
  validator: Validator,
  subject: Subject,
): readonly Finding[] {
  if (validator.kind === 'missing') return [missingDefinition(validator.name, subject)]
  if (validator.kind === 'broken') return [validationException(validator.message, subject)]
  try {
    const json = text.replace(/^\uFEFF/, '')
    const value: unknown = JSON.parse(json)
    return validator
      .validate(value)
      .map(({ message, at }) =>
        incorrectMessage(`${message} ${jsonPlace(json, at)}`, nameOf(schema), subject),
      )
  } catch (error) {
    // No JSON, nested deeper than the stack, or a pattern that takes too long.
    const isExpected =
      error instanceof SyntaxError ||
      error instanceof RangeError ||
      error instanceof ExpressionError
    if (!isExpected) throw error
    return [validationException(error.message, subject)]
  }
}

export function incorrectMessage(problem: string, name: string, subject: Subject): Finding {
  const definition = name === '' ? 'definition' : `definition ${name},`
  const text = `Body of the ${wordOf(subject)} does not conform to the ${definition} which is associated with the content type ${subject.contentType}. ${problem}`
  return found('IncorrectMessage', text, subject, text)
}

export function validationException(problem: string, subject: Subject): Finding {
  const text = `Body of the ${wordOf(subject)} cannot be validated for the content type ${subject.contentType}. ${problem}`
  return { ...found('ValidationException', text, subject), Name: '' }
}

function missingDefinition(name: string, subject: Subject): Finding {
  const text = `API's schema does not contain definition ${name}, which is associated with the content type ${subject.contentType}.`
  return found('MissingDefinition', text, subject)
}

function found(
  rule: Finding['ValidationRule'],
  details: string,
  { type, contentType }: Subject,
  publicText?: string,
): Finding {
  const finding = { Name: contentType, Type: type, ValidationRule: rule, Details: details }
  return publicText === undefined ? finding : { ...finding, publicText }
}

function wordOf({ type }: Subject): string {
  return type === 'RequestBody' ? 'request' : 'response'
}

/** A schema that only names another one has its name; others have none. */
function nameOf(schema: unknown): string {
  const reference = isRecord(schema) ? schema.$ref : undefined
  return typeof reference === 'string' ? decodeURIComponent(reference.replace(/^.*\//, '')) : ''
}
