import { defineRule } from '../define-rule.ts'
import { isExpression } from '../expression-text.ts'
import { limitKeys } from '../limit-keys.ts'
import { sources } from '../sources.ts'

/** Limits that all callers share. */
export const limitKeyConstant = defineRule({
  id: 'limit-key-constant',
  severity: 'low',
  reads: 'policy documents',
  finds: 'a limit by key whose key is the same for every request',
  why: 'all callers share one counter: one that calls too often shuts out all others',
  fix: 'count by caller too, by context.Subscription.Id say, or use limit-concurrency to guard a backend',
  source: sources.throttling,
  find(subject) {
    return limitKeys(subject).flatMap(({ key, at, policy }) => {
      const isConstant = !isExpression(key) || /^@\(\s*"[^"]*"\s*\)$/.test(key)
      if (!isConstant) return []
      return [{ at, what: `<${policy.element.name}> counts all callers as ${key}` }]
    })
  },
})
