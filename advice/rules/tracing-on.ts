import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** Subscriptions whose callers may have their requests traced. */
export const tracingOn = defineRule({
  id: 'tracing-on',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'an active subscription that may trace (allowTracing)',
  why: 'a trace shows headers, named values and addresses of backends to whoever holds that key',
  fix: 'set allowTracing to false in production, and give debug credentials when they are needed',
  source: sources.wellArchitected,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.subscriptions
      .filter(({ mayTrace, state }) => mayTrace && state === 'active')
      .map(({ id }) => {
        const path = informationPath('subscriptions', id, 'subscriptionInformation.json')
        const at = configuration.information(path)?.placeOf(['allowTracing'])
        return { at: at ?? { field: `subscriptions/${id}` }, what: `subscription ${id} may trace` }
      })
  },
})
