import { z } from 'zod'
import type { Representation } from '../../../ledger/definition.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { orExpression, positiveInt } from '../attributes.ts'
import { definePolicy, type Stop } from '../define-policy.ts'
import { messageOf } from '../message/section-message.ts'
import { actionText } from '../validation/actions.ts'
import { type Subject, validationException } from '../validation/check-json.ts'
import { type ContentRule, compileContentRules } from '../validation/content-rules.ts'
import { compileTypeMap, mediaTypeOf, representationOf } from '../validation/content-types.ts'
import { decodedBody } from '../validation/decoded-body.ts'
import { unresolvedSchema } from '../validation/missing-schema.ts'
import { compileReport, type Finding, type Report } from '../validation/report.ts'
import { responseDefinitionOf } from '../validation/responses.ts'

// The largest that support sets. Source: APIM, gateway runtime limits.
const sizeMax = 4 * 1024 * 1024
const byteCount = positiveInt.refine((count) => count <= sizeMax, `at most ${sizeMax} bytes`)

/**
 * Checks the size and the content of a body by the schemas of the specification or of the service.
 * An empty body is not checked, and one that is too large only for that. XML and SOAP are checked by
 * schemas of the service or of the API, and without any for their form alone. Source: APIM, validate-content.
 */
export const validateContent = definePolicy({
  name: 'validate-content',
  sections: ['inbound', 'outbound', 'on-error'],
  example:
    '<validate-content unspecified-content-type-action="prevent" max-size="102400" size-exceeded-action="prevent" errors-variable-name="contentErrors"><content type="application/json" validate-as="json" action="detect" /></validate-content>',
  attributes: z.strictObject({
    'unspecified-content-type-action': actionText,
    'max-size': orExpression(byteCount, `a number from 1 to ${sizeMax}, or an expression`),
    'size-exceeded-action': actionText,
    'errors-variable-name': z.string().min(1).optional(),
  }),
  compile(given, load) {
    const isRequest = load.section === 'inbound'
    const bodyType = isRequest ? 'RequestBody' : 'ResponseBody'
    const unspecified = load.text(given['unspecified-content-type-action'])
    const sizeExceeded = load.text(given['size-exceeded-action'])
    const maxOf = load.number(given['max-size'])
    const typeOf = compileTypeMap(load)
    const rules = compileContentRules(load)
    const report = compileReport('validate-content', given['errors-variable-name'], load)
    const message = messageOf(load.section)
    if (isRequest) load.needsRequestBody()
    else load.needsResponseBody()

    return (exchange): Stop | undefined | Promise<Stop | undefined> => {
      const { body, headers } = message(exchange)
      if (body.kind !== 'bytes' || body.bytes.length === 0) return undefined
      const max = Math.min(maxOf(exchange), sizeMax)
      const bytes = decodedBody(body.bytes, headers.first('Content-Encoding'), max)
      if (bytes !== undefined && !Buffer.isBuffer(bytes)) {
        const finding = tooLarge(bytes.bytesMin, max, bodyType)
        return report([finding], sizeExceeded(exchange), exchange)
      }
      const contentType = typeOf(mediaTypeOf(headers.first('Content-Type')), exchange)
      const hasDefinition = exchange.operation?.definition !== undefined
      const representation = representationOf(representationsOf(exchange, isRequest), contentType)
      const matching = rules.filter((rule) =>
        appliesTo(contentType, rule, representation !== undefined, hasDefinition),
      )
      if (matching.length === 0) {
        const isKnown = representation !== undefined
        const findings = isKnown ? [] : [unspecifiedType(contentType, bodyType)]
        return report(findings, unspecified(exchange), exchange)
      }
      const text = bytes?.toString('utf8')
      const subject = { type: bodyType, contentType } as const
      const check = () =>
        checkRules(matching, { text, subject, representation, hasDefinition }, report, exchange)
      const waits = matching.flatMap((rule) => rule.prepare?.(exchange.api) ?? [])
      return waits.length === 0 ? check() : Promise.all(waits).then(check)
    }
  },
})

type Checked = {
  /** Undefined when it is not encoded as it says. */
  readonly text: string | undefined
  readonly subject: Subject
  readonly representation: Representation | undefined
  readonly hasDefinition: boolean
}

function checkRules(
  rules: readonly ContentRule[],
  { text, subject, representation, hasDefinition }: Checked,
  report: Report,
  exchange: Exchange,
): Stop | undefined {
  for (const rule of rules) {
    const action = rule.action(exchange)
    if (action === 'ignore') continue
    const isOfApi = rule.isOfApi?.(exchange.api) === true
    const isUnresolved = !rule.hasOwnSchema && !hasDefinition && !isOfApi
    const found = isUnresolved
      ? [unresolvedSchema]
      : text === undefined
        ? [validationException('It is not encoded as it says.', subject)]
        : rule.check(text, subject, exchange.api, representation)
    const stop = report(found, action, exchange)
    if (stop !== undefined) return stop
  }
  return undefined
}

/** A rule with a schema of its own is for its type whatever the specification says. */
function appliesTo(
  contentType: string,
  { type, hasOwnSchema }: ContentRule,
  isDescribed: boolean,
  hasDefinition: boolean,
): boolean {
  if (type === undefined) return isDescribed || hasOwnSchema
  return type === contentType && (hasOwnSchema || isDescribed || !hasDefinition)
}

function representationsOf({ operation, response }: Exchange, isRequest: boolean) {
  if (isRequest) return operation?.definition?.request ?? []
  return responseDefinitionOf(operation, response?.status ?? 0)?.representations ?? []
}

type BodyType = 'RequestBody' | 'ResponseBody'

function tooLarge(bytes: number, max: number, type: BodyType): Finding {
  const start = `${type === 'RequestBody' ? 'Request' : 'Response'}'s body is ${bytes} bytes long and it exceeds the`
  return {
    Name: '',
    Type: type,
    ValidationRule: 'SizeLimit',
    Details: `${start} configured limit of ${max} bytes.`,
    publicText: `${start} limit of ${max} bytes.`,
  }
}

function unspecifiedType(contentType: string, type: BodyType): Finding {
  const text = `Unspecified content type ${contentType} is not allowed.`
  return {
    Name: contentType,
    Type: type,
    ValidationRule: 'Unspecified',
    Details: text,
    publicText: text,
  }
}
