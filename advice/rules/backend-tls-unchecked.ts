import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

const fields = {
  validatesChain: 'validateCertificateChain',
  validatesName: 'validateCertificateName',
} as const

/** Backends whose certificate may be anybody's. */
export const backendTlsUnchecked = defineRule({
  id: 'backend-tls-unchecked',
  severity: 'high',
  reads: 'a configuration',
  finds: 'a backend whose certificate is not checked in full',
  why: 'whoever stands on the way may answer in its place, and reads what it was sent',
  fix: 'check chain and name, and upload the authority that signed it as a CA certificate',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.backends.flatMap(({ id, tls }) => {
      if (tls === undefined) return []
      const path = informationPath('backends', id, 'backendInformation.json')
      const information = configuration.information(path)
      return (['validatesChain', 'validatesName'] as const)
        .filter((check) => !tls[check])
        .map((check) => ({
          at: information?.placeOf(['tls', fields[check]]) ?? { field: `backends/${id}` },
          what: `${fields[check]} of ${id} is false`,
        }))
    })
  },
})
