import { anyOrigin } from '../any-origin.ts'
import { defineRule } from '../define-rule.ts'
import { attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Cross-origin calls from anywhere, with the credentials of the browser. */
export const corsCredentialsAnywhere = defineRule({
  id: 'cors-credentials-anywhere',
  severity: 'high',
  reads: 'policy documents',
  finds: 'cors that allows every origin with credentials',
  why: "any page that a signed-in user opens may call the API in that user's name and read the answer",
  fix: 'name the origins, or set allow-credentials="false"',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'cors').flatMap(({ element }) => {
      const origin = anyOrigin(element)
      if (origin === undefined || attributeOf(element, 'allow-credentials') !== 'true') return []
      return [{ at: subject.placeOf(origin), what: 'the origin is *, with credentials' }]
    })
  },
})
