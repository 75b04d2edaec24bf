import { z } from 'zod'
import { bodyOfText } from '../../pipeline/body.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, wordText } from '../attributes.ts'
import { definePolicy, reject } from '../define-policy.ts'
import { renewBudget } from '../expressions/budget.ts'
import { ExpressionError } from '../expressions/error.ts'
import { messageOf } from '../message/section-message.ts'
import { jsonOfXml, type XmlJsonOptions } from '../message/xml-json.ts'

/**
 * Turns an XML body into JSON, when the request's Accept asks for JSON or is not considered. An
 * empty body stays empty; one that is no XML is an error. `javascript-friendly` has attributes
 * without a mark and mixed text as `$t`, which is inferred. Source: APIM, xml-to-json; Newtonsoft,
 * XmlNodeConverter.
 */
export const xmlToJson = definePolicy({
  name: 'xml-to-json',
  sections: ['inbound', 'outbound', 'on-error'],
  example: '<xml-to-json kind="direct" apply="always" consider-accept-header="false" />',
  attributes: z.strictObject({
    kind: wordText('direct', 'javascript-friendly'),
    apply: wordText('always', 'content-type-xml'),
    'consider-accept-header': flagText.default('true'),
    'always-array-child-elements': flagText.default('false'),
  }),
  compile(given, load) {
    const kindOf = load.text(given.kind)
    const applyOf = load.text(given.apply)
    const considersAccept = load.condition(given['consider-accept-header'])
    const alwaysArrays = load.condition(given['always-array-child-elements'])
    const message = messageOf(load.section)
    if (load.section === 'inbound') load.needsRequestBody()
    else load.needsResponseBody()
    return (exchange) => {
      const target = message(exchange)
      const { body, headers } = target
      const isXml = /[/+]xml\b/i.test(headers.first('Content-Type') ?? '')
      if (body.kind !== 'bytes' || (applyOf(exchange) !== 'always' && !isXml)) return undefined
      if (considersAccept(exchange) && !asksForJson(exchange)) return undefined
      const text = body.bytes.toString('utf8')
      if (text.trim() === '') return undefined
      const kind = kindOf(exchange) === 'direct' ? 'direct' : 'javascript-friendly'
      const made = convert(text, { kind, alwaysArrays: alwaysArrays(exchange) })
      if ('problem' in made) {
        return reject(500, 'XmlToJsonFailed', made.problem, {}, 'Internal server error')
      }
      target.body = bodyOfText(made.json)
      headers.set('Content-Type', 'application/json')
      return undefined
    }
  },
})

function asksForJson({ request }: Exchange): boolean {
  return (request.headers.get('Accept') ?? []).some((value) => /[/+]json\b/i.test(value))
}

function convert(text: string, options: XmlJsonOptions) {
  // A foreign body has the bounds of an expression: on depth, steps and size of what is made.
  renewBudget()
  try {
    return { json: jsonOfXml(text, options) }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { problem: `The body cannot be converted to JSON. ${error.message}` }
  }
}
