import { z } from 'zod'
import { type HttpProxy, proxyOf } from '../../backends/proxy.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { literalOf } from '../literals.ts'
import type { XmlElement } from '../xml/element.ts'

export const proxyAttributes = z.strictObject({
  url: z.string().min(1),
  username: z.string().optional(),
  password: z.string().optional(),
})

/** Compiles a `<proxy>`, wherever it stands; a text says why there is none. Source: APIM, proxy. */
export function compileProxy(
  element: XmlElement,
  { url, username, password }: z.output<typeof proxyAttributes>,
  load: PolicyLoad,
): (exchange: Exchange) => HttpProxy | string {
  const urlOf = load.text(url, element)
  const usernameOf = load.text(username ?? '', element)
  const passwordOf = load.text(password ?? '', element)
  const literal = literalOf(urlOf)
  // A named value without a value here was said before.
  if (literal !== undefined && !literal.includes('{{') && proxyOf(literal) === undefined) {
    load.warn(`${JSON.stringify(literal)} is no http URL`, 'write http://host:port', element)
  }
  return (exchange) => {
    const wanted = urlOf(exchange)
    const found = proxyOf(wanted, usernameOf(exchange), passwordOf(exchange))
    return found ?? `${JSON.stringify(wanted)} is no http URL of a proxy`
  }
}
