import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'

/** Changes the method that the backend is called with. Source: APIM, set-method. */
export const setMethod = definePolicy({
  name: 'set-method',
  sections: ['inbound', 'on-error'],
  example: '<set-method>POST</set-method>',
  attributes: z.strictObject({}),
  compile(_attributes, load) {
    if (load.element.text.trim() === '') load.refuse('set-method is empty', 'write a method in it')
    const methodOf = load.text(load.element.text)
    return (exchange) => {
      exchange.request.method = methodOf(exchange).trim().toUpperCase()
      return undefined
    }
  },
})
