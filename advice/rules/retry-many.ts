import { defineRule } from '../define-rule.ts'
import { literalNumberOf } from '../expression-text.ts'
import { atAttribute, attributeOf } from '../policies-in.ts'
import { backendRetries } from '../retries.ts'
import { sources } from '../sources.ts'

// More tries than that hide no stumble any more: they are load on what is down.
const countMax = 5

/** Retries that go on and on. */
export const retryMany = defineRule({
  id: 'retry-many',
  severity: 'medium',
  reads: 'policy documents',
  finds: `a retry of a backend call more than ${countMax} times`,
  why: 'while the backend is in trouble its load is multiplied by that, which keeps it in trouble',
  fix: `try again at most ${countMax} times, with growing waits, and let a circuit breaker end it`,
  source: sources.retryStorm,
  find(subject) {
    return backendRetries(subject).flatMap(({ element }) => {
      const count = literalNumberOf(subject.valueOf(attributeOf(element, 'count') ?? ''))
      if (count === undefined || count <= countMax) return []
      const at = subject.placeOf(atAttribute(element, 'count'))
      return [{ at, what: `one request makes up to ${count + 1} calls` }]
    })
  },
})
