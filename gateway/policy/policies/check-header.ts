import { z } from 'zod'
import { flagText, statusText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, reject } from '../define-policy.ts'

/** Demands a request header, with one of the listed values if there are any. Source: APIM, check-header. */
export const checkHeader = definePolicy({
  name: 'check-header',
  sections: ['inbound'],
  scopes: ['global', 'product', 'api', 'operation'],
  example:
    '<check-header name="X-Client" failed-check-httpcode="401" failed-check-error-message="Not authorized" ignore-case="false"><value>portal</value></check-header>',
  attributes: z.strictObject({
    name: z.string().min(1),
    'failed-check-httpcode': statusText,
    'failed-check-error-message': z.string(),
    'ignore-case': flagText,
  }),
  compile(attributes, load) {
    const nameOf = load.text(attributes.name)
    const statusOf = load.number(attributes['failed-check-httpcode'])
    const messageOf = load.text(attributes['failed-check-error-message'])
    const ignoresCase = load.condition(attributes['ignore-case'])
    const values = childrenNamed(load.element, 'value').map((value) =>
      load.text(value.text.trim(), value),
    )
    return (exchange) => {
      const name = nameOf(exchange)
      const given = exchange.request.headers.get(name)
      if (given === undefined) {
        const message = `Header ${name} was not found in the request. Access denied.`
        return reject(statusOf(exchange), 'HeaderNotFound', message, {}, messageOf(exchange))
      }
      if (values.length === 0) return undefined
      const folded = (text: string) => (ignoresCase(exchange) ? text.toLowerCase() : text)
      const allowed = values.map((value) => folded(value(exchange)))
      if (given.some((value) => allowed.includes(folded(value)))) return undefined
      const message = `Header ${name} value of ${given.join(',')} is not allowed. Access denied.`
      return reject(statusOf(exchange), 'HeaderValueNotAllowed', message, {}, messageOf(exchange))
    }
  },
})
