import { z } from 'zod'
import type { Exchange, GatewayResponse } from '../../pipeline/exchange.ts'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import { fixedText } from '../attributes.ts'
import { definePolicy, type PolicyLoad, respond } from '../define-policy.ts'
import { ResponseView } from '../expressions/values/exchange.ts'
import { bodyAttributes, compileBodyChange } from '../message/body-change.ts'
import { compileHeaderChange, headerAttributes } from '../message/header-change.ts'
import { compileStatusChange, statusAttributes } from '../message/status-change.ts'
import type { XmlElement } from '../xml/element.ts'

/**
 * Ends the request with this response: 200 without a body, or the one in a variable, and then what
 * the children change of it. Source: APIM, return-response.
 */
export const returnResponse = definePolicy({
  name: 'return-response',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<return-response><set-status code="200" reason="OK" /><set-header name="Content-Type"><value>application/json</value></set-header><set-body>{"up":true}</set-body></return-response>',
  attributes: z.strictObject({ 'response-variable-name': fixedText.optional() }),
  compile({ 'response-variable-name': variable }, load) {
    const changes = load.element.children.map((child) => compileChange(child, load))
    return (exchange) => {
      const response = copyOf(variable, exchange) ?? newResponse(200)
      for (const change of changes) change(exchange, response)
      replaceResponse(exchange, response)
      return respond
    }
  },
})

type Change = (exchange: Exchange, response: GatewayResponse) => void

function compileChange(child: XmlElement, load: PolicyLoad): Change {
  if (child.name === 'set-status') {
    const attributes = load.attributesOf(child, statusAttributes)
    if (attributes !== undefined) return compileStatusChange(child, attributes, load)
  } else if (child.name === 'set-header') {
    const attributes = load.attributesOf(child, headerAttributes)
    const change = attributes && compileHeaderChange(child, attributes, load)
    if (change !== undefined) return (exchange, { headers }) => change(exchange, headers)
  } else if (child.name === 'set-body') {
    const attributes = load.attributesOf(child, bodyAttributes)
    if (attributes !== undefined) return compileBodyChange(child, attributes, load)
  } else {
    load.refuse(
      `<${child.name}> stands in return-response`,
      'it takes set-status, set-header and set-body',
      child,
    )
  }
  return () => undefined
}

function copyOf(variable: string | undefined, exchange: Exchange): GatewayResponse | undefined {
  if (variable === undefined) return undefined
  const value = exchange.variables.get(variable)
  if (!(value instanceof ResponseView)) return undefined
  const { status, reason, headers, body } = value.response
  return { status, reason, headers: headers.copy(), body }
}
