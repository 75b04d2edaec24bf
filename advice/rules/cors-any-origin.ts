import { anyOrigin } from '../any-origin.ts'
import { defineRule } from '../define-rule.ts'
import { attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Cross-origin calls from anywhere. */
export const corsAnyOrigin = defineRule({
  id: 'cors-any-origin',
  severity: 'low',
  reads: 'policy documents',
  finds: 'cors that allows every origin',
  why: 'any page in a browser may call the API from behind the firewall that its user sits behind',
  fix: 'name the origins that need it',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'cors').flatMap(({ element }) => {
      const origin = anyOrigin(element)
      // With credentials it is worse, and told by cors-credentials-anywhere.
      if (origin === undefined || attributeOf(element, 'allow-credentials') === 'true') return []
      return [{ at: subject.placeOf(origin), what: 'the origin is *' }]
    })
  },
})
