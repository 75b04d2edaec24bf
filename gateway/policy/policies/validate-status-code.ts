import { z } from 'zod'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import { actionText } from '../validation/actions.ts'
import { compileReport } from '../validation/report.ts'
import { responseDefinitionOf } from '../validation/responses.ts'

const statusAttributes = z.strictObject({
  code: z.string().regex(/^[1-5][0-9]{2}$/, 'a status code'),
  action: actionText,
})

/**
 * Checks the status of the response against those of the specification. The codes that the policy
 * lists are for ones that are not specified. Source: APIM, validate-status-code.
 */
export const validateStatusCode = definePolicy({
  name: 'validate-status-code',
  sections: ['outbound', 'on-error'],
  example:
    '<validate-status-code unspecified-status-code-action="prevent" errors-variable-name="statusErrors"><status-code code="200" action="ignore" /></validate-status-code>',
  attributes: z.strictObject({
    'unspecified-status-code-action': actionText,
    'errors-variable-name': z.string().min(1).optional(),
    // As the service's own toolkit writes it.
    'error-variable-name': z.string().min(1).optional(),
  }),
  compile(given, load) {
    const unspecified = load.text(given['unspecified-status-code-action'])
    const variable = given['errors-variable-name'] ?? given['error-variable-name']
    const report = compileReport('validate-status-code', variable, load)
    const actions = compileActions(load)
    return (exchange) => {
      if (exchange.response === undefined) return undefined
      const { status } = exchange.response
      if (responseDefinitionOf(exchange.operation, status) !== undefined) return undefined
      const finding = {
        Name: String(status),
        Type: 'StatusCode',
        ValidationRule: 'Unspecified',
        Details: `Response status code ${status} is not allowed.`,
      } as const
      return report([finding], (actions.get(status) ?? unspecified)(exchange), exchange)
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
