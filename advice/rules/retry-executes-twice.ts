import { defineRule } from '../define-rule.ts'
import { attributeOf } from '../policies-in.ts'
import { backendRetries, methodsThatRetry } from '../retries.ts'
import { sources } from '../sources.ts'

/** Methods that may not simply run twice. Source: RFC 9110, 9.2.2. */
const unsafe = ['POST', 'PATCH']

/** Retries of calls that may have been executed. */
export const retryExecutesTwice = defineRule({
  id: 'retry-executes-twice',
  severity: 'high',
  reads: 'a configuration',
  finds: 'a retry of POST or PATCH after an answer or a failure that may have executed it',
  why: 'the backend may have done it before it failed: the order is placed twice',
  fix: 'retry only methods that may be repeated, by context.Request.Method, or send a key that makes it safe',
  source: sources.transientFaults,
  find(subject) {
    return backendRetries(subject).flatMap((policy) => {
      const condition = attributeOf(policy.element, 'condition') ?? ''
      const twice = (methodsThatRetry(policy, subject) ?? []).filter((method) =>
        unsafe.includes(method),
      )
      if (twice.length === 0 || !mayHaveExecuted(condition)) return []
      return [{ at: subject.placeOf(policy.element), what: `${twice.join(' and ')} come here too` }]
    })
  },
})

/** A 429 or a 401 was refused before anything was done; of any other status nobody knows. */
function mayHaveExecuted(condition: string): boolean {
  const statuses = [...condition.matchAll(/\b([1-5]\d\d)\b/g)].map(([, status]) => Number(status))
  if (statuses.length === 0) return true
  // With no response at all, or a range, it may have been.
  const isOpen = /Response\s*==\s*null|LastError|[<>]=?\s*[1-5]\d\d/.test(condition)
  return isOpen || statuses.some((status) => ![401, 403, 429].includes(status))
}
