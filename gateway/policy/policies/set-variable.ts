import { z } from 'zod'
import { fixedText } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'

/** Keeps a value for later expressions; a literal is a string. Source: APIM, set-variable. */
export const setVariable = definePolicy({
  name: 'set-variable',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<set-variable name="tenant" value="contoso" />',
  attributes: z.strictObject({ name: fixedText, value: z.string() }),
  compile({ name, value }, load) {
    const evaluate = load.expression(value)
    return (exchange) => {
      exchange.variables.set(name, evaluate(exchange))
      return undefined
    }
  },
})
