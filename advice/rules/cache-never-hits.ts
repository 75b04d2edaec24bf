import { defineRule } from '../define-rule.ts'
import { effectivePolicies } from '../effective-policies.ts'
import { attributeOf } from '../policies-in.ts'
import { policyReference } from '../sources.ts'

/** Caches that no request may use. */
export const cacheNeverHits = defineRule({
  id: 'cache-never-hits',
  severity: 'low',
  reads: 'a configuration',
  finds:
    'a cache of an operation that wants an Authorization header, without allowing private answers',
  why: 'requests with Authorization are not cached unless the policy says so: every call goes to the backend',
  fix: 'allow private answers and vary by Authorization, or leave the cache out',
  source: policyReference('cache-lookup'),
  find(subject) {
    const { configuration } = subject
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap((api) =>
        api.operations
          .filter(({ method }) => method === 'GET')
          .flatMap((operation) => {
            const inbound = effectivePolicies(configuration, { api, operation }, 'inbound')
            const cache = inbound.find(({ element }) => element.name === 'cache-lookup')?.element
            if (cache === undefined) return []
            if (attributeOf(cache, 'allow-private-response-caching') === 'true') return []
            const wantsToken = inbound.some(
              ({ element, within }) =>
                within.length === 0 &&
                ['validate-jwt', 'validate-azure-ad-token'].includes(element.name) &&
                (attributeOf(element, 'header-name') ?? 'Authorization') === 'Authorization' &&
                attributeOf(element, 'query-parameter-name') === undefined &&
                attributeOf(element, 'token-value') === undefined,
            )
            if (!wantsToken) return []
            return [{ at: subject.placeOf(cache), what: `GET ${operation.id} is never cached` }]
          }),
      )
  },
})
