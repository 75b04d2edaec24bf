import { z } from 'zod'
import { wordText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import { applyAction } from '../message/response-validation.ts'

const action = wordText('ignore', 'prevent', 'detect')
const headerAttributes = z.strictObject({ name: z.string().min(1), action })

/**
 * Checks the headers of the response. A revision holds no definitions of responses, so a header is
 * specified only where the policy lists it, with its action; `specified-header-action`, which is
 * for values against a definition, never applies. Source: APIM, validate-headers.
 */
export const validateHeaders = definePolicy({
  name: 'validate-headers',
  sections: ['outbound', 'on-error'],
  example:
    '<validate-headers specified-header-action="ignore" unspecified-header-action="detect" errors-variable-name="headerErrors"><header name="X-Powered-By" action="prevent" /></validate-headers>',
  attributes: z.strictObject({
    'specified-header-action': action,
    'unspecified-header-action': action,
    'errors-variable-name': z.string().min(1).optional(),
  }),
  compile(given, load) {
    const unspecified = load.text(given['unspecified-header-action'])
    const variable = given['errors-variable-name']
    const variableOf = variable === undefined ? undefined : load.text(variable)
    const actions = compileActions(load)
    return (exchange) => {
      for (const [name] of exchange.response?.headers.entries() ?? []) {
        const error = {
          Name: name,
          Type: 'ResponseHeader',
          ValidationRule: 'Unspecified',
          Details: `Unspecified header ${name} is not allowed.`,
          Action: (actions.get(name.toLowerCase()) ?? unspecified)(exchange),
        } as const
        const stop = applyAction(error, variableOf, exchange)
        if (stop !== undefined) return stop
      }
      return undefined
    }
  },
})

function compileActions(load: PolicyLoad): ReadonlyMap<string, Text> {
  return new Map(
    childrenNamed(load.element, 'header').flatMap((child) => {
      const read = load.attributesOf(child, headerAttributes)
      return read === undefined
        ? []
        : [[read.name.toLowerCase(), load.text(read.action, child)] as const]
    }),
  )
}
