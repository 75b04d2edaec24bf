import type { Exchange } from '../../pipeline/exchange.ts'
import { reject, type Stop, type Text } from '../define-policy.ts'
import { JArray, JObject, JValue } from '../expressions/values/json.ts'

/** What a validation found; the members are those that policies read. Source: APIM, validation errors. */
export type ValidationError = {
  readonly Name: string
  readonly Type: 'StatusCode' | 'ResponseHeader'
  readonly ValidationRule: 'Unspecified'
  readonly Details: string
  readonly Action: string
}

// The client never learns what is wrong with a response. Source: APIM, validation errors.
const masked = 'The request could not be processed due to an internal error. Contact the API owner.'

/** Appends an error to the variable, if there is one, and ends the request when it is prevented. */
export function applyAction(
  error: ValidationError,
  variable: Text | undefined,
  exchange: Exchange,
): Stop | undefined {
  if (error.Action === 'ignore') return undefined
  if (variable !== undefined) note(error, variable(exchange), exchange)
  if (error.Action !== 'prevent') return undefined
  return reject(502, error.ValidationRule, error.Details, {}, masked)
}

function note(error: ValidationError, name: string, { variables }: Exchange): void {
  const known = variables.get(name)
  const errors = known instanceof JArray ? known : new JArray()
  const object = new JObject()
  for (const [member, text] of Object.entries(error)) {
    object.set(member, new JValue('String', text))
  }
  errors.push(object)
  variables.set(name, errors)
}
