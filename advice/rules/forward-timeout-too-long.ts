import { defineRule } from '../define-rule.ts'
import { literalNumberOf } from '../expression-text.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { policyReference } from '../sources.ts'

// The network drops connections that are idle for longer. Source: APIM, forward-request.
const honouredMaxS = 240

/** A timeout that the network ends before its time. */
export const forwardTimeoutTooLong = defineRule({
  id: 'forward-timeout-too-long',
  severity: 'low',
  reads: 'policy documents',
  finds: `a forward-request timeout above ${honouredMaxS} s`,
  why: 'the network may drop an idle connection after four minutes, so that such a wait ends in an error',
  fix: `stay at ${honouredMaxS} s or below, and answer long work with 202 and a place to ask again`,
  source: policyReference('forward-request'),
  find(subject) {
    return policiesNamed(subject, 'forward-request').flatMap(({ element }) => {
      const timeoutS = literalNumberOf(subject.valueOf(attributeOf(element, 'timeout') ?? ''))
      if (timeoutS === undefined || timeoutS <= honouredMaxS) return []
      return [{ at: subject.placeOf(atAttribute(element, 'timeout')), what: `it is ${timeoutS} s` }]
    })
  },
})
