import type { NamedValue, RevisionContent } from '../../ledger/revision.ts'
import { type ArtifactTree, hasFolder } from './artifact-tree.ts'
import { propertiesOf, textOfProperties } from './information-file.ts'
import { secretsFolder } from './resource-path.ts'

/**
 * The artifacts of a configuration with what they do not hold themselves: the keys of its
 * subscriptions, and values that are secret, were given beside the folder or come from a vault.
 */
export function withSecrets(tree: ArtifactTree, content: RevisionContent): ArtifactTree {
  const all = new Map(tree)
  const putSecret = (folder: string, secret: Readonly<Record<string, unknown>>) =>
    all.set(`${secretsFolder}${folder}.json`, textOfProperties(secret))
  for (const { id, primaryKey, secondaryKey } of content.subscriptions) {
    putSecret(folderOf('subscriptions', id), { primaryKey, secondaryKey })
  }
  const putValues = (root: string, values: readonly NamedValue[]) => {
    for (const { id, displayName, value, isSecret } of values) {
      const folder = `${root}named values/${id}`
      const file = `${folder}/namedValueInformation.json`
      const properties = propertiesOf(all.get(file))
      if (properties === undefined) {
        all.set(file, textOfProperties({ displayName, secret: isSecret }))
      }
      if (value !== undefined && properties?.value !== value) putSecret(folder, { value })
      // What was given beside the folder stands for what the folder says.
      if (isSecret && typeof properties?.value === 'string') {
        const { value: _value, ...rest } = properties
        all.set(file, textOfProperties(rest))
        putSecret(folder, { value })
      }
    }
  }
  putValues('', content.namedValues)
  for (const { id, namedValues } of content.workspaces ?? []) {
    putValues(`workspaces/${id}/`, namedValues)
  }
  for (const { id, certificate, key } of content.certificates ?? []) {
    const folder = `certificates/${id}`
    const file = `${folder}/certificateInformation.json`
    const {
      privateKey: _key,
      data,
      password: _password,
      ...rest
    } = propertiesOf(all.get(file)) ?? {}
    // What came packed is kept as what was in it.
    const isPacked = data !== undefined || rest.keyVault !== undefined
    all.set(file, textOfProperties(isPacked ? { ...rest, certificate } : rest))
    if (key !== undefined) putSecret(folder, { privateKey: key })
  }
  return all
}

function folderOf(collection: string, id: string): string {
  const slash = id.indexOf('/')
  if (slash < 0) return `${collection}/${id}`
  return `workspaces/${id.slice(0, slash)}/${collection}/${id.slice(slash + 1)}`
}

/** Other artifacts with the secrets of these, where they still have an owner, and missing keys. */
export function withKeptSecrets(
  texts: ArtifactTree,
  before: ArtifactTree,
  newKey: () => string,
): ArtifactTree {
  const all = new Map([...texts].filter(([path]) => !path.startsWith(secretsFolder)))
  for (const [path, text] of before) {
    const owner = path.slice(secretsFolder.length, -'.json'.length)
    const isKept = path.startsWith(secretsFolder) && (owner === 'service' || hasFolder(all, owner))
    if (isKept) all.set(path, text)
  }
  for (const path of texts.keys()) {
    const folder = /^(.*)\/subscriptionInformation\.json$/.exec(path)?.[1]
    const file = `${secretsFolder}${folder}.json`
    if (folder === undefined || all.has(file)) continue
    all.set(file, textOfProperties({ primaryKey: newKey(), secondaryKey: newKey() }))
  }
  return all
}
