import { z } from 'zod'
import { bodyOfText, discard } from '../../pipeline/body.ts'
import type { Body, Exchange } from '../../pipeline/exchange.ts'
import { flag, isExpression } from '../attributes.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import { compileTemplate } from '../liquid/compile-template.ts'
import type { XmlElement } from '../xml/element.ts'

export const bodyAttributes = z.strictObject({
  template: z.enum(['liquid', 'none']).optional(),
  'xsi-nil': z.enum(['blank', 'null']).default('blank'),
  'parse-date': flag.default(true),
})

export type BodyChange = (exchange: Exchange, message: { body: Body }) => void

/** Compiles a `<set-body>`, wherever it stands. Its content is opaque: text or XML as written. */
export function compileBodyChange(
  element: XmlElement,
  attributes: z.output<typeof bodyAttributes>,
  load: PolicyLoad,
): BodyChange {
  const textOf = compileText(element, attributes, load)
  return (exchange, message) => {
    const before = message.body
    message.body = bodyOfText(textOf(exchange))
    discard(before)
  }
}

function compileText(
  element: XmlElement,
  { template, 'xsi-nil': nil, 'parse-date': takesDates }: z.output<typeof bodyAttributes>,
  load: PolicyLoad,
): Text {
  if (template === 'liquid') {
    // There the body that a template would read is gone. Source: APIM, set-body policy.
    const hasBody = load.element.name !== 'return-response'
    return compileTemplate(element, { nil, takesDates, hasBody }, load)
  }
  const isXml = element.children.length > 0 && !isExpression(element.text)
  if (!isXml) return load.text(element.text, element)
  const xml = element.innerXml
  return () => xml
}
