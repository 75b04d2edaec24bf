import { defineRule } from '../define-rule.ts'
import { attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** forward-request that waits as long as it does by default. */
export const forwardTimeoutUnset = defineRule({
  id: 'forward-timeout-unset',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'forward-request without a timeout, which then is 300 s',
  why: 'a backend that hangs keeps each request for five minutes: connections and memory run out first',
  fix: 'say timeout (seconds) or timeout-ms, a little more than the slowest good answer takes',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'forward-request').flatMap(({ element }) => {
      const isSaid = ['timeout', 'timeout-ms'].some(
        (name) => attributeOf(element, name) !== undefined,
      )
      return isSaid ? [] : [{ at: subject.placeOf(element), what: 'it waits 300 s for an answer' }]
    })
  },
})
