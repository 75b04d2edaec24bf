import { defineRule } from '../define-rule.ts'
import { effectivePolicies } from '../effective-policies.ts'
import { policyReference } from '../sources.ts'

const limits = ['rate-limit', 'rate-limit-by-key', 'limit-concurrency']

/** Backends that a lost cache leaves alone with the load. */
export const cacheWithoutLimit = defineRule({
  id: 'cache-without-limit',
  severity: 'low',
  reads: 'a configuration',
  finds: 'cache-lookup without a rate limit on what misses the cache',
  why: 'when the cache is lost, with a zone say, every request goes to a backend that never had them all',
  fix: 'put rate-limit or rate-limit-by-key right after cache-lookup',
  source: policyReference('cache-lookup'),
  find(subject) {
    const { configuration } = subject
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap((api) =>
        api.operations.flatMap((operation) => {
          const inbound = effectivePolicies(configuration, { api, operation }, 'inbound')
          const index = inbound.findIndex(({ element }) => element.name === 'cache-lookup')
          const cache = inbound[index]?.element
          if (cache === undefined) return []
          const backend = effectivePolicies(configuration, { api, operation }, 'backend')
          // A limit before the cache bounds misses too, as far as it bounds all.
          const isLimited = [...inbound, ...backend].some(({ element }) =>
            limits.includes(element.name),
          )
          if (isLimited) return []
          return [{ at: subject.placeOf(cache), what: 'nothing limits what misses it' }]
        }),
      )
  },
})
