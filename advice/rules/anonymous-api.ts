import { areOperationsChecked, callerChecksOf } from '../caller-checks.ts'
import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** APIs that anybody may call. */
export const anonymousApi = defineRule({
  id: 'anonymous-api',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'an API that needs no subscription and checks no caller',
  why: 'whoever finds it may use it: no limit by subscription holds, and nobody can be shut out',
  fix: 'require a subscription, or check tokens, certificates or addresses in inbound',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent, isSubscriptionRequired }) => isCurrent && !isSubscriptionRequired)
      .filter((api) => {
        const { identifies, restricts } = callerChecksOf(configuration, api)
        return !identifies && !restricts && !areOperationsChecked(configuration, api)
      })
      .map(({ id }) => {
        const information = configuration.information(
          informationPath('apis', id, 'apiInformation.json'),
        )
        const at = information?.placeOf(['subscriptionRequired']) ?? { field: `apis/${id}` }
        return { at, what: `API ${id} is open to anybody` }
      })
  },
})
