import { areOperationsChecked, callerChecksOf } from '../caller-checks.ts'
import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** APIs that a subscription key alone opens. */
export const keyWithoutToken = defineRule({
  id: 'key-without-token',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'an API that a subscription key alone opens, without a JWT or a client certificate',
  why: 'a key says nothing of who calls, never expires, and opens everything to whoever gets hold of it',
  fix: 'add validate-jwt, validate-azure-ad-token or validate-client-certificate to the API',
  source: sources.wellArchitected,
  find({ configuration }) {
    if (configuration === undefined) return []
    const { apis, products } = configuration.content
    return apis
      .filter(({ isCurrent, isSubscriptionRequired }) => isCurrent && isSubscriptionRequired)
      .filter((api) => {
        const own = products.filter(({ apiIds }) => apiIds.includes(api.id))
        const ways = own.length === 0 ? [undefined] : own
        const isChecked = ways.every(
          (product) => callerChecksOf(configuration, api, product).identifies,
        )
        return !isChecked && !areOperationsChecked(configuration, api)
      })
      .map(({ id }) => {
        const information = configuration.information(
          informationPath('apis', id, 'apiInformation.json'),
        )
        const at = information?.placeOf(['subscriptionRequired']) ?? { field: `apis/${id}` }
        return { at, what: `API ${id} asks for a key, and for nothing else` }
      })
  },
})
