import { z } from 'zod'
import type { Exchange, GatewayResponse } from '../../pipeline/exchange.ts'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import { flagText, wholeNumberText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, respond } from '../define-policy.ts'
import { areLiteral, literalOf } from '../literals.ts'

/**
 * Lets pages of other origins call the API: answers preflights, and marks the responses to what
 * those origins send. A preflight of an origin that is not allowed gets an empty 200, at once or
 * after other cors policies in scope had their turn. Source: APIM, cors.
 */
export const cors = definePolicy({
  name: 'cors',
  sections: ['inbound'],
  example:
    '<cors allow-credentials="true"><allowed-origins><origin>https://portal.example.com</origin></allowed-origins><allowed-methods preflight-result-max-age="300"><method>GET</method></allowed-methods><allowed-headers><header>*</header></allowed-headers></cors>',
  attributes: z.strictObject({
    'allow-credentials': flagText.default('false'),
    'terminate-unmatched-request': flagText.default('false'),
  }),
  compile(attributes, load) {
    const allowsCredentials = load.condition(attributes['allow-credentials'])
    const terminates = load.condition(attributes['terminate-unmatched-request'])
    const { originsOf, methodsOf, headersOf, exposedOf, maxAgeOf } = compileLists(load)

    function originAnswer(exchange: Exchange, origin: string): string | undefined {
      const allowed = originsOf(exchange)
      if (allowed.includes(origin.toLowerCase())) return origin
      if (!allowed.includes('*')) return undefined
      // Browsers refuse `*` for requests with credentials.
      return allowsCredentials(exchange) ? origin : '*'
    }

    function answerPreflight(exchange: Exchange, origin: string): void {
      const response = newResponse(200)
      mark(response, origin, allowsCredentials(exchange))
      const asked = exchange.request.headers.first('access-control-request-headers')
      response.headers.set('Access-Control-Allow-Methods', methodsOf(exchange).join(','))
      const headers = headersOf(exchange)
      const allowed = headers.includes('*') ? (asked ?? '*') : headers.join(',')
      response.headers.set('Access-Control-Allow-Headers', allowed)
      response.headers.set('Access-Control-Max-Age', String(maxAgeOf(exchange)))
      replaceResponse(exchange, response)
    }

    return (exchange) => {
      const { request, isPreflight } = exchange
      const origin = request.headers.first('origin')
      if (origin === undefined) return undefined
      const answer = originAnswer(exchange, origin)
      if (isPreflight) {
        if (answer !== undefined && isAllowed(exchange, methodsOf(exchange), headersOf(exchange))) {
          answerPreflight(exchange, answer)
          return respond
        }
        return terminates(exchange) ? respond : undefined
      }
      if (answer === undefined) {
        const isRead = request.method === 'GET' || request.method === 'HEAD'
        return isRead && terminates(exchange) ? respond : undefined
      }
      const credentials = allowsCredentials(exchange)
      exchange.beforeSend.push((response) => {
        mark(response, answer, credentials)
        const exposed = exposedOf(exchange)
        if (exposed.length > 0) {
          response.headers.set('Access-Control-Expose-Headers', exposed.join(','))
        }
      })
      return undefined
    }
  },
})

type List = (exchange: Exchange) => readonly string[]
type Lists = {
  readonly originsOf: List
  readonly methodsOf: List
  readonly headersOf: List
  readonly exposedOf: List
  readonly maxAgeOf: (exchange: Exchange) => number
}

const methodsAttributes = z.strictObject({
  'preflight-result-max-age': wholeNumberText.default('0'),
})

function compileLists(load: PolicyLoad): Lists {
  const { element } = load
  const originsOf = compileList('allowed-origins', 'origin', originKey, load)
  if (originsOf === undefined) load.refuse('cors allows no origin', 'add allowed-origins')
  const methods = childNamed(element, 'allowed-methods')
  const read = methods && load.attributesOf(methods, methodsAttributes)
  const methodsOf = compileList('allowed-methods', 'method', (text) => text.toUpperCase(), load)
  return {
    originsOf: originsOf ?? (() => []),
    methodsOf: methodsOf ?? (() => ['GET', 'POST']),
    headersOf: compileList('allowed-headers', 'header', asWritten, load) ?? (() => []),
    exposedOf: compileList('expose-headers', 'header', asWritten, load) ?? (() => []),
    maxAgeOf: load.number(read?.['preflight-result-max-age'] ?? '0', methods ?? element),
  }
}

/** Undefined when the list is not there, or has no items. */
function compileList(
  list: string,
  item: string,
  keyOf: (text: string) => string,
  load: PolicyLoad,
): List | undefined {
  const parent = childNamed(load.element, list)
  const items = parent === undefined ? [] : childrenNamed(parent, item)
  if (items.length === 0) return undefined
  const texts = items.map((child) => load.text(child.text.trim(), child))
  if (!areLiteral(texts)) return (exchange) => texts.map((text) => keyOf(text(exchange)))
  const fixed = texts.map((text) => keyOf(literalOf(text) ?? ''))
  return () => fixed
}

/** Origins are compared in lower case, and without the slash that addresses end with. */
function originKey(origin: string): string {
  return origin.toLowerCase().replace(/\/$/, '')
}

function asWritten(text: string): string {
  return text
}

function isAllowed(
  { request }: Exchange,
  methods: readonly string[],
  headers: readonly string[],
): boolean {
  const method = request.headers.first('access-control-request-method')?.toUpperCase() ?? ''
  if (!methods.includes('*') && !methods.includes(method)) return false
  if (headers.includes('*')) return true
  const allowed = new Set(headers.map((name) => name.toLowerCase()))
  const asked = request.headers.first('access-control-request-headers') ?? ''
  return asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .every((name) => name === '' || allowed.has(name))
}

function mark({ headers }: GatewayResponse, origin: string, credentials: boolean): void {
  headers.set('Access-Control-Allow-Origin', origin)
  if (origin !== '*') headers.append('Vary', 'Origin')
  if (credentials) headers.set('Access-Control-Allow-Credentials', 'true')
}
