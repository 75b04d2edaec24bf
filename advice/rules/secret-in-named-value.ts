import { namedValueFolders } from '../../gateway/config/named-values.ts'
import type { NamedValue } from '../../ledger/revision.ts'
import { defineRule } from '../define-rule.ts'
import { isSecretByShape, mayBeCredential, shownSecret } from '../secret-text.ts'
import { sources } from '../sources.ts'
import type { Configuration } from '../subject.ts'

const secretName = /(key|secret|password|passwd|pwd|token|credential|connection-?_?string|sas)/i
/** Names that have such a word in them and hold none. */
const harmlessName =
  /(url|uri|endpoint|issuer|audience|name|path|header|host|scope|id|lifetime|ttl|expir|period|public|thumbprint|version|limit|rate|count|per-?minute)/i
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Secrets that stand in the open. */
export const secretInNamedValue = defineRule({
  id: 'secret-in-named-value',
  severity: 'high',
  reads: 'a configuration',
  finds: 'a named value that looks like a secret and is not marked as one',
  why: 'it stands in the portal, in traces and in every extract of the configuration, which is in Git',
  fix: 'refer to a secret in a key vault (keyVault.secretIdentifier), and give out a new one',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.namedValues
      .filter(looksSecret)
      .map(({ id, displayName, value }) => ({
        at: placeOf(configuration, id),
        what: `${displayName} is ${shownSecret(value ?? '')}, in plain text`,
      }))
  },
})

function looksSecret({ displayName, value, isSecret }: NamedValue): boolean {
  if (isSecret || value === undefined) return false
  if (isSecretByShape(value)) return true
  const isNamedSo = secretName.test(displayName) && !harmlessName.test(displayName)
  return isNamedSo && mayBeCredential(value) && !guid.test(value) && !/^[\d.]+$/.test(value)
}

function placeOf(configuration: Configuration, id: string) {
  const paths = namedValueFolders.map((root) => `${root}/${id}/namedValueInformation.json`)
  return configuration.information(...paths)?.placeOf(['value']) ?? { field: `named value ${id}` }
}
