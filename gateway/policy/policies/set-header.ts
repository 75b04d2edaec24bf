import { definePolicy } from '../define-policy.ts'
import { compileHeaderChange, headerAttributes } from '../message/header-change.ts'
import { messageOf } from '../message/section-message.ts'

/** Adds, replaces or deletes a header of the request or response. Source: APIM, set-header. */
export const setHeader = definePolicy({
  name: 'set-header',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<set-header name="X-Served-By" exists-action="override"><value>orders</value></set-header>',
  attributes: headerAttributes,
  compile(attributes, load) {
    const change = compileHeaderChange(load.element, attributes, load)
    const message = messageOf(load.section)
    return (exchange) => {
      change(exchange, message(exchange).headers)
      return undefined
    }
  },
})
