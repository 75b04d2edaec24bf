import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Address filters that name who must stay out. */
export const ipBlocklist = defineRule({
  id: 'ip-blocklist',
  severity: 'low',
  reads: 'policy documents',
  finds: 'ip-filter that forbids addresses in the place of allowing some',
  why: 'whoever is kept out comes back with another address',
  fix: 'allow the addresses that may call, or keep others out before the gateway',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'ip-filter')
      .filter(({ element }) => attributeOf(element, 'action') === 'forbid')
      .map(({ element }) => ({
        at: subject.placeOf(atAttribute(element, 'action')),
        what: 'its action is forbid',
      }))
  },
})
