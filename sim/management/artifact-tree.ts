import type { ArtifactsToCheck } from '../../ledger/launch/checker.ts'
import type { ArtifactChanges, StoredArtifact } from './artifact-store.ts'
import { type Properties, propertiesOf, textOfProperties } from './information-file.ts'
import { secretsFolder } from './resource-path.ts'

/** Texts by path: the whole configuration, secrets among them. */
export type ArtifactTree = ReadonlyMap<string, string>

export function treeOf(stored: ReadonlyMap<string, StoredArtifact>): ArtifactTree {
  return new Map([...stored].map(([path, { text }]) => [path, text]))
}

export function changedTree(tree: ArtifactTree, changes: ArtifactChanges): ArtifactTree {
  const changed = new Map(tree)
  for (const [path, text] of changes) {
    if (text === undefined) changed.delete(path)
    else changed.set(path, text)
  }
  return changed
}

/** Without what no artifact folder may hold. */
export function exportedTree(tree: ArtifactTree): ArtifactTree {
  return new Map([...tree].filter(([path]) => !path.startsWith(secretsFolder)))
}

/** Names of the folders directly inside a folder, sorted. */
export function namesIn(tree: ArtifactTree, folder: string): readonly string[] {
  const prefix = `${folder}/`
  const names = [...tree.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .filter((path) => path.includes('/'))
    .map((path) => path.slice(0, path.indexOf('/')))
  return [...new Set(names)].toSorted()
}

export function hasFolder(tree: ArtifactTree, folder: string): boolean {
  const prefix = `${folder}/`
  return tree.keys().some((path) => path.startsWith(prefix))
}

/** Everything inside a folder goes, with its secrets. */
export function withoutFolder(tree: ArtifactTree, folder: string): ArtifactChanges {
  const gone = [...tree.keys()].filter(
    (path) =>
      path.startsWith(`${folder}/`) ||
      path.startsWith(`${secretsFolder}${folder}/`) ||
      path === `${secretsFolder}${folder}.json`,
  )
  return new Map(gone.map((path) => [path, undefined]))
}

/** What the gateway reads: secrets stand where the service itself has them. */
export function artifactsToCheck(tree: ArtifactTree, source: string): ArtifactsToCheck {
  const texts: Record<string, string> = Object.fromEntries(exportedTree(tree))
  const keys: Record<string, { primary: string; secondary: string }> = {}
  for (const [path, text] of tree) {
    if (!path.startsWith(secretsFolder)) continue
    const folder = path.slice(secretsFolder.length, -'.json'.length)
    const secret = propertiesOf(text) ?? {}
    const [, workspace = '', collection = '', id = ''] =
      /^(?:workspaces\/([^/]+)\/)?([^/]+)\/([^/]+)$/.exec(folder) ?? []
    if (collection === 'subscriptions') {
      keys[workspace === '' ? id : `${workspace}/${id}`] = {
        primary: textOf(secret.primaryKey),
        secondary: textOf(secret.secondaryKey),
      }
      continue
    }
    const file = secretOwners[collection]
    if (file === undefined) continue
    const owner = `${folder}/${file}`
    const properties = propertiesOf(texts[owner])
    if (properties !== undefined) texts[owner] = textOfProperties({ ...properties, ...secret })
  }
  return { source, texts, keys }
}

const secretOwners: Readonly<Record<string, string>> = {
  'named values': 'namedValueInformation.json',
  certificates: 'certificateInformation.json',
}

/** The secret beside a resource's folder. */
export function secretOf(tree: ArtifactTree, folder: string): Properties {
  return propertiesOf(tree.get(`${secretsFolder}${folder}.json`)) ?? {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
