import { z } from 'zod'
import { bodyOfText, discard } from '../../pipeline/body.ts'
import type { Body, Exchange } from '../../pipeline/exchange.ts'
import { isExpression } from '../attributes.ts'
import type { PolicyLoad } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

export const bodyAttributes = z.strictObject({
  template: z.enum(['liquid', 'none']).optional(),
  'xsi-nil': z.enum(['blank', 'null']).optional(),
  'parse-date': z.string().optional(),
})

export type BodyChange = (exchange: Exchange, message: { body: Body }) => void

/** Compiles a `<set-body>`, wherever it stands. Its content is opaque: text or XML as written. */
export function compileBodyChange(
  element: XmlElement,
  { template }: z.output<typeof bodyAttributes>,
  load: PolicyLoad,
): BodyChange {
  if (template === 'liquid') {
    load.warn('set-body has a Liquid template', 'write the body as an expression', element)
    return () => undefined
  }
  const isXml = element.children.length > 0 && !isExpression(element.text)
  const xml = isXml ? element.innerXml : ''
  const textOf = isXml ? () => xml : load.text(element.text, element)
  return (exchange, message) => {
    const before = message.body
    message.body = bodyOfText(textOf(exchange))
    discard(before)
  }
}
