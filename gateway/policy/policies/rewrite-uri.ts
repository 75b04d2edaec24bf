import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { parseQuery } from '../../pipeline/query.ts'
import { flagText } from '../attributes.ts'
import { definePolicy, reject, type Stop } from '../define-policy.ts'

/**
 * Gives the request another path behind the backend's base URL. `{names}` are the matched
 * parameters of the operation; other query parameters are kept unless told otherwise.
 * Source: APIM, rewrite-uri.
 */
export const rewriteUri = definePolicy({
  name: 'rewrite-uri',
  sections: ['inbound'],
  example: '<rewrite-uri template="/v2/orders/{id}?expand=lines" copy-unmatched-params="false" />',
  attributes: z.strictObject({
    template: z.string().min(1),
    'copy-unmatched-params': flagText.default('true'),
  }),
  compile(attributes, load) {
    const templateOf = load.text(attributes.template)
    const copiesOf = load.condition(attributes['copy-unmatched-params'])
    return (exchange) => {
      const template = templateOf(exchange).trim()
      const question = template.indexOf('?')
      const path = question < 0 ? template : template.slice(0, question)
      const query = question < 0 ? '' : template.slice(question + 1)
      const unknown = [...template.matchAll(placeholder)]
        .map((match) => match[1] ?? '')
        .find((name) => !exchange.request.matchedParameters.has(nameOf(name)))
      if (unknown !== undefined) return missing(unknown)
      rewrite(exchange, path, query, copiesOf(exchange))
      return undefined
    }
  },
})

/** `{name}` and `{*name}`. */
const placeholder = /\{([^{}]+)\}/g

function nameOf(name: string): string {
  return name.startsWith('*') && name.length > 1 ? name.slice(1) : name
}

function missing(name: string): Stop {
  const message = `Parameter ${name} of the template is no parameter of the operation.`
  return reject(500, 'RewriteUriParameterNotFound', message, {}, 'Internal server error')
}

function rewrite(exchange: Exchange, path: string, query: string, copies: boolean): void {
  const { url, matchedParameters } = exchange.request
  const filled = (text: string, encode: (value: string) => string) =>
    text.replace(placeholder, (_all, name: string) =>
      encode(matchedParameters.get(nameOf(name)) ?? ''),
    )
  const next = filled(path, encodePath)
  url.path = next.startsWith('/') ? next : `/${next}`
  const made = new Map<string, string[]>()
  for (const [name, values] of parseQuery(query)) {
    made.set(
      name,
      values.map((value) => filled(value, (text) => text)),
    )
  }
  if (copies) {
    const used = new Set([...template(exchange), ...made.keys()])
    for (const [name, values] of url.query) if (!used.has(name)) made.set(name, values)
  }
  url.query = made
  url.rawQuery = undefined
}

/** Query parameters that the operation's own template names are matched, not copied. */
function template({ operation }: Exchange): readonly string[] {
  const question = operation?.urlTemplate.indexOf('?') ?? -1
  if (operation === undefined || question < 0) return []
  return [...parseQuery(operation.urlTemplate.slice(question + 1)).keys()]
}

/** A value may hold slashes where `{*name}` matched several segments. */
function encodePath(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/')
}
