import { namedValueFolders } from '../../gateway/config/named-values.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Secret named values that no vault keeps. */
export const secretOutsideVault = defineRule({
  id: 'secret-outside-vault',
  severity: 'low',
  reads: 'a configuration',
  finds: 'a secret named value that is no reference to a key vault',
  why: 'nothing rotates it, nothing says who read it, and each instance has to be told by hand',
  fix: 'put it into Azure Key Vault, and refer to it by keyVault.secretIdentifier',
  source: sources.wellArchitected,
  find({ configuration }) {
    if (configuration === undefined) return []
    const { artifacts, information } = configuration
    return namedValueFolders.flatMap((root) =>
      artifacts.foldersIn(root).flatMap((id) => {
        const found = information(`${root}/${id}/namedValueInformation.json`)
        if (found === undefined) return []
        const { secret, keyVault, displayName } = found.properties
        const isKept = keyVault !== undefined && keyVault !== null
        if (secret !== true || isKept) return []
        // The service makes these itself, for its loggers.
        if (String(displayName).startsWith('Logger-Credentials')) return []
        return [
          {
            at: found.placeOf(['secret']),
            what: `${String(displayName ?? id)} is kept by the service`,
          },
        ]
      }),
    )
  },
})
