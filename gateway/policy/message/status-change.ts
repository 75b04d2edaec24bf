import { z } from 'zod'
import type { Exchange, GatewayResponse } from '../../pipeline/exchange.ts'
import { reasonPhraseOf } from '../../pipeline/response.ts'
import { statusText } from '../attributes.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { raiseRange } from '../expressions/error.ts'
import type { XmlElement } from '../xml/element.ts'

/** `reason` is required by the service's own editor but not by its gateway. */
export const statusAttributes = z.strictObject({
  code: statusText,
  reason: z.string().optional(),
})

export type StatusChange = (exchange: Exchange, response: GatewayResponse) => void

/** Compiles a `<set-status>`, wherever it stands. */
export function compileStatusChange(
  element: XmlElement,
  { code, reason }: z.output<typeof statusAttributes>,
  load: PolicyLoad,
): StatusChange {
  const codeOf = load.number(code, element)
  const reasonOf = reason === undefined ? undefined : load.text(reason, element)
  return (exchange, response) => {
    const status = codeOf(exchange)
    if (!Number.isInteger(status) || status < 100 || status > 999) raiseRange('code')
    response.status = status
    response.reason = reasonOf?.(exchange) ?? reasonPhraseOf(status)
  }
}
