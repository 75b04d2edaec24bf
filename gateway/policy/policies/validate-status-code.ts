import { z } from 'zod'
import { wordText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import { applyAction } from '../message/response-validation.ts'

const action = wordText('ignore', 'prevent', 'detect')
const statusAttributes = z.strictObject({
  code: z.string().regex(/^[1-5][0-9]{2}$/, 'a status code'),
  action,
})

/**
 * Checks the status of the response. A revision holds no definitions of responses, so specified
 * are the codes that the policy itself lists, each with its action; errors in the variable are a
 * JArray of objects. Source: APIM, validate-status-code.
 */
export const validateStatusCode = definePolicy({
  name: 'validate-status-code',
  sections: ['outbound', 'on-error'],
  example:
    '<validate-status-code unspecified-status-code-action="prevent" errors-variable-name="statusErrors"><status-code code="200" action="ignore" /></validate-status-code>',
  attributes: z.strictObject({
    'unspecified-status-code-action': action,
    'errors-variable-name': z.string().min(1).optional(),
  }),
  compile(given, load) {
    const unspecified = load.text(given['unspecified-status-code-action'])
    const variable = given['errors-variable-name']
    const variableOf = variable === undefined ? undefined : load.text(variable)
    const actions = compileActions(load)
    return (exchange) => {
      if (exchange.response === undefined) return undefined
      const { status } = exchange.response
      const error = {
        Name: String(status),
        Type: 'StatusCode',
        ValidationRule: 'Unspecified',
        Details: `Response status code ${status} is not allowed.`,
        Action: (actions.get(status) ?? unspecified)(exchange),
      } as const
      return applyAction(error, variableOf, exchange)
    }
  },
})

function compileActions(load: PolicyLoad): ReadonlyMap<number, Text> {
  return new Map(
    childrenNamed(load.element, 'status-code').flatMap((child) => {
      const read = load.attributesOf(child, statusAttributes)
      return read === undefined ? [] : [[Number(read.code), load.text(read.action, child)]]
    }),
  )
}
