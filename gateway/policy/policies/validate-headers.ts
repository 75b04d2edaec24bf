import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { definePolicy } from '../define-policy.ts'
import { actionText } from '../validation/actions.ts'
import { compileNamedActions } from '../validation/named-actions.ts'
import { compileReport } from '../validation/report.ts'
import { responseDefinitionOf } from '../validation/responses.ts'
import { schemaValidators } from '../validation/schema-validators.ts'
import { missingFinding, unspecifiedFinding, valueFindings } from '../validation/values.ts'

const kind = { type: 'ResponseHeader', word: 'header' } as const

/**
 * Checks the headers of the response against those that the specification has for its status:
 * values of specified ones, and that there are no others. Source: APIM, validate-headers.
 */
export const validateHeaders = definePolicy({
  name: 'validate-headers',
  sections: ['outbound', 'on-error'],
  example:
    '<validate-headers specified-header-action="ignore" unspecified-header-action="detect" errors-variable-name="headerErrors"><header name="X-Powered-By" action="prevent" /></validate-headers>',
  attributes: z.strictObject({
    'specified-header-action': actionText,
    'unspecified-header-action': actionText,
    'errors-variable-name': z.string().min(1).optional(),
  }),
  compile(given, load) {
    const specified = load.text(given['specified-header-action'])
    const unspecified = load.text(given['unspecified-header-action'])
    const actions = compileNamedActions(load.element, 'header', load)
    const report = compileReport('validate-headers', given['errors-variable-name'], load)
    const validators = schemaValidators({}, { coerces: true })
    const actionOf = (name: string, isSpecified: boolean, exchange: Exchange) =>
      (actions.get(name.toLowerCase()) ?? (isSpecified ? specified : unspecified))(exchange)
    return (exchange) => {
      const { response, operation, api } = exchange
      if (response === undefined) return undefined
      const definitions = responseDefinitionOf(operation, response.status)?.headers ?? []
      for (const header of definitions) {
        const action = actionOf(header.name, true, exchange)
        if (action === 'ignore') continue
        const values = response.headers.get(header.name)
        const absent = header.isRequired ? [missingFinding(header, kind)] : []
        const findings =
          values === undefined ? absent : valueFindings(header, values, kind, api, validators)
        const stop = report(findings, action, exchange)
        if (stop !== undefined) return stop
      }
      const known = new Set(definitions.map(({ name }) => name.toLowerCase()))
      for (const [name] of response.headers.entries()) {
        if (known.has(name.toLowerCase())) continue
        const action = actionOf(name, false, exchange)
        const stop = report([unspecifiedFinding(name, kind)], action, exchange)
        if (stop !== undefined) return stop
      }
      return undefined
    }
  },
})
