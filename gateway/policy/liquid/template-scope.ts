import type { Body, Exchange } from '../../pipeline/exchange.ts'
import type { HeaderList } from '../../pipeline/headers.ts'
import { parseJson } from '../expressions/runtime/json-parse.ts'
import { ContextView } from '../expressions/values/exchange.ts'
import { liquidValue } from './liquid-value.ts'
import { type XmlBodyOptions, xmlBody } from './xml-body.ts'

/** The message that a template is bound to; absent: `body` is the empty text. */
export type BoundMessage = { readonly headers: HeaderList; readonly body: Body }

// The service binds no certificates to templates.
const noCertificates = new Map()

/** `body` and `context` of a template. Each is worked out when it is first asked for. */
export function templateScope(
  exchange: Exchange,
  message: BoundMessage | undefined,
  options: XmlBodyOptions,
): object {
  let body: { readonly value: unknown } | undefined
  return {
    get context() {
      return liquidValue(new ContextView(exchange, noCertificates), exchange)
    },
    get body() {
      body ??= { value: message === undefined ? '' : bodyOf(message, exchange, options) }
      return body.value
    },
  }
}

/**
 * JSON and XML become what they hold, by the content type; anything else is a text.
 * Source: APIM, set-body policy ("in order to correctly bind to an XML body").
 */
function bodyOf(
  { headers, body }: BoundMessage,
  exchange: Exchange,
  options: XmlBodyOptions,
): unknown {
  const text = body.kind === 'bytes' ? body.bytes.toString('utf8') : ''
  const type = (headers.first('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (text === '') return ''
  if (/^(?:application|text)\/json$|\+json$/.test(type)) {
    return liquidValue(parseJson(text, options.takesDates), exchange)
  }
  return /^(?:application|text)\/xml$|\+xml$/.test(type) ? xmlBody(text, options) : text
}
