import type { Product } from '../../ledger/revision.ts'
import { defineRule } from '../define-rule.ts'
import { effectivePolicies } from '../effective-policies.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'
import type { Configuration } from '../subject.ts'

const limits = new Set([
  'rate-limit',
  'rate-limit-by-key',
  'quota',
  'quota-by-key',
  'llm-token-limit',
  'azure-openai-token-limit',
])
/** Groups that everybody is in who has signed up, or has not. */
const thirdParties = ['developers', 'guests']

/** Products for third parties that may call as often as they like. */
export const noRateLimit = defineRule({
  id: 'no-rate-limit',
  severity: 'medium',
  reads: 'a configuration',
  finds: 'a published product for developers or guests whose APIs have no rate limit and no quota',
  why: 'one caller, or one loop in its code, takes the capacity of all others and of the backend',
  fix: 'put rate-limit (and quota) into the policy of the product',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    const { products } = configuration.content
    return products.flatMap((product) => {
      const groups = groupsOf(configuration, product)
      const open = thirdParties.filter((group) => groups.includes(group))
      if (!product.isPublished || open.length === 0) return []
      const free = product.apiIds.filter((id) => !isLimited(configuration, product, id))
      if (free.length === 0) return []
      const path = informationPath('products', product.id, 'productInformation.json')
      const at = configuration.information(path)?.placeOf([]) ?? { field: `products/${product.id}` }
      return [
        {
          at,
          what: `product ${product.id}, for ${open.join(' and ')}, leaves ${free.join(', ')} free`,
        },
      ]
    })
  },
})

/** From `groups.json`, and from folders as the newer tools write them. */
function groupsOf({ artifacts }: Configuration, { id }: Product): readonly string[] {
  const listed = artifacts.texts.get(informationPath('products', id, 'groups.json')) ?? ''
  const named = [...listed.matchAll(/"name"\s*:\s*"([^"]+)"/g)].map(([, name = '']) => name)
  return [...named, ...artifacts.foldersIn(informationPath('products', id, 'groups'))]
}

function isLimited(configuration: Configuration, product: Product, apiId: string): boolean {
  const api = configuration.content.apis.find(({ id, isCurrent }) => id === apiId && isCurrent)
  // One that is not in the folder cannot be known.
  if (api === undefined) return true
  const has = (reached: ReturnType<typeof effectivePolicies>) =>
    reached.some(({ element }) => limits.has(element.name))
  if (has(effectivePolicies(configuration, { api, product }, 'inbound'))) return true
  const { operations } = api
  return (
    operations.length > 0 &&
    operations.every(
      (operation) =>
        operation.policy !== undefined &&
        has(effectivePolicies(configuration, { api, product, operation }, 'inbound')),
    )
  )
}
