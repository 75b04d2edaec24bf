import { definePolicy } from '../define-policy.ts'
import { attributeTo, responseOf } from '../message/section-message.ts'
import { compileStatusChange, statusAttributes } from '../message/status-change.ts'

/** Sets the status code of the response. Source: APIM, set-status. */
export const setStatus = definePolicy({
  name: 'set-status',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<set-status code="404" reason="Not found" />',
  attributes: statusAttributes,
  compile(attributes, load) {
    const change = compileStatusChange(load.element, attributes, load)
    return (exchange) => {
      change(exchange, responseOf(exchange))
      attributeTo('set-status', load, exchange)
      return undefined
    }
  },
})
