import type { Exchange } from '../../pipeline/exchange.ts'
import { type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import { JArray, JObject, JValue } from '../expressions/values/json.ts'

/** What a validation found; the members are those that policies read. Source: APIM, validation errors. */
export type Finding = {
  readonly Name: string
  readonly Type:
    | 'RequestBody'
    | 'ResponseBody'
    | 'QueryParameter'
    | 'PathParameter'
    | 'RequestHeader'
    | 'ResponseHeader'
    | 'StatusCode'
    | 'ApiSchema'
  readonly ValidationRule:
    | 'SizeLimit'
    | 'Unspecified'
    | 'MissingDefinition'
    | 'IncorrectMessage'
    | 'ValidationException'
    | 'ValidationError'
    | ''
  readonly Details: string
  /** What the client is told of a request; absent when that is nobody's business. */
  readonly publicText?: string
}

/** Notes findings in the variable and the trace, and ends the request when they are prevented. */
export type Report = (
  findings: readonly Finding[],
  action: string,
  exchange: Exchange,
) => Stop | undefined

// The client never learns what is wrong with a response. Source: APIM, validation errors.
const masked = 'The request could not be processed due to an internal error. Contact the API owner.'

/**
 * `variable` is where errors are appended to, as a JArray of objects. Source: APIM, validation
 * errors: 400 for requests, 502 for responses; the first of a set is what the client is told.
 */
export function compileReport(
  policy: string,
  variable: string | undefined,
  load: PolicyLoad,
): Report {
  const isRequest = load.section === 'inbound'
  const [status, reason] = isRequest
    ? ([400, 'Bad request'] as const)
    : ([502, 'Response not allowed'] as const)
  const variableOf = variable === undefined ? undefined : load.text(variable)
  return (findings, action, exchange) => {
    const [first] = findings
    if (first === undefined || action === 'ignore') return undefined
    for (const finding of findings) exchange.trace(policy, `${action}: ${finding.Details}`)
    if (variableOf !== undefined) note(findings, action, variableOf(exchange), exchange)
    if (action !== 'prevent') return undefined
    const shown = isRequest ? (first.publicText ?? masked) : masked
    return reject(status, reason, first.Details, {}, shown)
  }
}

function note(
  findings: readonly Finding[],
  action: string,
  name: string,
  { variables }: Exchange,
): void {
  const known = variables.get(name)
  const errors = known instanceof JArray ? known : new JArray()
  for (const { Name, Type, ValidationRule, Details } of findings) {
    const object = new JObject()
    const members = { Name, Type, ValidationRule, Details, Action: action }
    for (const [member, text] of Object.entries(members)) {
      object.set(member, new JValue('String', text))
    }
    errors.push(object)
  }
  variables.set(name, errors)
}
