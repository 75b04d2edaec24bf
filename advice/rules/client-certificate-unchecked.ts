import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

const checks = {
  'validate-revocation': 'false',
  'validate-trust': 'false',
  'validate-not-before': 'false',
  'validate-not-after': 'false',
  'ignore-error': 'true',
}

/** Client certificates that are not checked in full. */
export const clientCertificateUnchecked = defineRule({
  id: 'client-certificate-unchecked',
  severity: 'high',
  reads: 'policy documents',
  finds: 'validate-client-certificate with a check turned off',
  why: 'certificates that were called back, have run out or that anybody signed open the API',
  fix: 'leave the attribute out: every check is on then',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'validate-client-certificate').flatMap(({ element }) =>
      Object.entries(checks)
        .filter(([name, off]) => attributeOf(element, name) === off)
        .map(([name, off]) => ({
          at: subject.placeOf(atAttribute(element, name)),
          what: `${name}="${off}"`,
        })),
    )
  },
})
