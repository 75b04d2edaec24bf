import { defineRule } from '../define-rule.ts'
import { attributeOf } from '../policies-in.ts'
import { backendRetries, forwardIn, methodsThatRetry } from '../retries.ts'
import { policyReference } from '../sources.ts'

const withBody = ['POST', 'PUT', 'PATCH']

/** Retries that have no body any more. */
export const retryLosesBody = defineRule({
  id: 'retry-loses-body',
  severity: 'high',
  reads: 'a configuration',
  finds: 'a retry of requests with a body whose forward-request does not keep it',
  why: 'the first try reads the body to its end: the second one has none to send',
  fix: 'set buffer-request-body="true" on the forward-request inside',
  source: policyReference('forward-request'),
  find(subject) {
    return backendRetries(subject).flatMap((policy) => {
      const forward = forwardIn(policy.element)
      if (forward === undefined) return []
      if (attributeOf(forward, 'buffer-request-body') === 'true') return []
      const methods = (methodsThatRetry(policy, subject) ?? []).filter((method) =>
        withBody.includes(method),
      )
      if (methods.length === 0) return []
      return [{ at: subject.placeOf(forward), what: `${methods.join(', ')} are tried again` }]
    })
  },
})
