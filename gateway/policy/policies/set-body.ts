import { definePolicy } from '../define-policy.ts'
import { bodyAttributes, compileBodyChange } from '../message/body-change.ts'
import { messageOf } from '../message/section-message.ts'

/** Replaces the body of the request or response. Source: APIM, set-body. */
export const setBody = definePolicy({
  name: 'set-body',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<set-body>{"status":"accepted"}</set-body>',
  attributes: bodyAttributes,
  compile(attributes, load) {
    const change = compileBodyChange(load.element, attributes, load)
    const message = messageOf(load.section)
    return (exchange) => {
      change(exchange, message(exchange))
      return undefined
    }
  },
})
