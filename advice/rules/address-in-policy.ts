import { defineRule } from '../define-rule.ts'
import { isExpression } from '../expression-text.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Backends that are addresses in policies. */
export const addressInPolicy = defineRule({
  id: 'address-in-policy',
  severity: 'low',
  reads: 'policy documents',
  finds: 'set-backend-service with an address in the place of a backend',
  why: 'such a backend has no circuit breaker, no pool and no credentials, and each policy must be changed with it',
  fix: 'define a backend, and name it by backend-id',
  source: sources.wellArchitected,
  find(subject) {
    return policiesNamed(subject, 'set-backend-service').flatMap(({ element }) => {
      const url = attributeOf(element, 'base-url')
      // What C# makes of a request is no address that a backend could have; nor is that of a WebSocket.
      if (url === undefined || isExpression(url) || !/^(https?:|\{\{)/i.test(url)) return []
      const shown = url.length > 60 ? `${url.slice(0, 57)}...` : url
      const at = subject.placeOf(atAttribute(element, 'base-url'))
      return [{ at, what: `base-url is ${shown.replaceAll(/\s+/g, ' ')}` }]
    })
  },
})
