import { z } from 'zod'
import { bodyOfText } from '../../pipeline/body.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, wordText } from '../attributes.ts'
import { definePolicy, type PolicyLoad, reject } from '../define-policy.ts'
import { renewBudget } from '../expressions/budget.ts'
import { ExpressionError } from '../expressions/error.ts'
import { parseJson } from '../expressions/runtime/json-parse.ts'
import { type JsonXmlOptions, xmlOfJson } from '../message/json-xml.ts'
import { messageOf } from '../message/section-message.ts'

const attributes = z.strictObject({
  apply: wordText('always', 'content-type-json'),
  'consider-accept-header': flagText.default('true'),
  'parse-date': flagText.default('true'),
  'namespace-separator': z.string().min(1).default('_'),
  'namespace-prefix': z.string().optional(),
  'attribute-block-name': z.string().optional(),
})

/**
 * Turns a JSON body into XML, when the request's Accept asks for XML or is not considered. An
 * empty body stays empty; one that is no JSON is an error. A prefix of a name counts where its
 * namespace is declared, else the name is encoded as one. Source: APIM, json-to-xml; Newtonsoft,
 * XmlNodeConverter.
 */
export const jsonToXml = definePolicy({
  name: 'json-to-xml',
  sections: ['inbound', 'outbound', 'on-error'],
  example: '<json-to-xml apply="always" consider-accept-header="false" />',
  attributes,
  compile(given, load) {
    const applyOf = load.text(given.apply)
    const considersAccept = load.condition(given['consider-accept-header'])
    const takesDates = load.condition(given['parse-date'])
    const optionsOf = compileOptions(given, load)
    const message = messageOf(load.section)
    if (load.section === 'inbound') load.needsRequestBody()
    else load.needsResponseBody()
    return (exchange) => {
      const target = message(exchange)
      const { body, headers } = target
      const isJson = /[/+]json\b/i.test(headers.first('Content-Type') ?? '')
      if (body.kind !== 'bytes' || (applyOf(exchange) !== 'always' && !isJson)) return undefined
      if (considersAccept(exchange) && !asksForXml(exchange)) return undefined
      const options = optionsOf(exchange)
      const text = body.bytes.toString('utf8')
      if (text.trim() === '') return undefined
      const made = convert(text, takesDates(exchange), options)
      if ('problem' in made) {
        const shown = 'Internal server error'
        return reject(500, 'JsonToXmlFailed', made.problem, {}, shown)
      }
      target.body = bodyOfText(made.xml)
      headers.set('Content-Type', 'application/xml')
      return undefined
    }
  },
})

function asksForXml({ request }: Exchange): boolean {
  return (request.headers.get('Accept') ?? []).some((value) => /[/+]xml\b/i.test(value))
}

function compileOptions(
  given: z.output<typeof attributes>,
  load: PolicyLoad,
): (exchange: Exchange) => JsonXmlOptions {
  const separatorOf = load.text(given['namespace-separator'])
  const [prefixOf, blockOf] = [given['namespace-prefix'], given['attribute-block-name']].map(
    (source) => (source === undefined ? undefined : load.text(source)),
  )
  return (exchange) => ({
    separator: separatorOf(exchange),
    namespacePrefix: prefixOf?.(exchange),
    attributeBlock: blockOf?.(exchange),
  })
}

function convert(text: string, takesDates: boolean, options: JsonXmlOptions) {
  // A foreign body has the bounds of an expression: on depth, steps and size of what is made.
  renewBudget()
  try {
    return { xml: xmlOfJson(parseJson(text, takesDates), options) }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { problem: `The body cannot be converted to XML. ${error.message}` }
  }
}
