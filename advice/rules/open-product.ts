import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** Products without subscriptions. */
export const openProduct = defineRule({
  id: 'open-product',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'a published product that needs no subscription',
  why: 'its APIs answer calls without a key, also those that ask for one when called otherwise',
  fix: 'require subscriptions, or check callers in the policies of its APIs',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.products
      .filter((product) => product.isPublished && !product.isSubscriptionRequired)
      .filter(({ apiIds }) => apiIds.length > 0)
      .map(({ id, apiIds }) => {
        const information = configuration.information(
          informationPath('products', id, 'productInformation.json'),
        )
        const at = information?.placeOf(['subscriptionRequired']) ?? { field: `products/${id}` }
        return { at, what: `product ${id} opens ${apiIds.join(', ')}` }
      })
  },
})
