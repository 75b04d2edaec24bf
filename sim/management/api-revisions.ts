import { z } from 'zod'
import { invalid } from './arm-error.ts'
import type { ArtifactChanges } from './artifact-store.ts'
import { type ArtifactTree, hasFolder } from './artifact-tree.ts'
import { type Properties, propertiesOf, textOfProperties } from './information-file.ts'
import { fileOf, type Located } from './resource-path.ts'

const informationFile = 'apiInformation.json'
const releaseSchema = z.looseObject({ apiId: z.string() })

/**
 * A release makes the revision that its `apiId` names the current one: it takes the place of the API,
 * and what was current stays as a revision. Throws an ArmError when there is no such revision.
 * Source: APIM, revisions; ARM, apis/releases.
 */
export function changesOfRelease(
  located: Located,
  properties: Properties,
  tree: ArtifactTree,
): ArtifactChanges {
  const changes = new Map<string, string | undefined>([
    [fileOf(located), textOfProperties(properties)],
  ])
  const wanted = releaseSchema.safeParse(properties).data?.apiId
  if (wanted === undefined) throw invalidApiId('a release names the revision that it is of')
  // Notes of a release may change later; that releases nothing anew.
  if (propertiesOf(tree.get(fileOf(located)))?.apiId === wanted) return changes
  const folder = baseOf(located.parent?.folder ?? '')
  const current = propertiesOf(tree.get(`${folder}/${informationFile}`)) ?? {}
  const [name = '', revision = ''] = (wanted.split('/').at(-1) ?? '').split(';rev=')
  if (folder.split('/').at(-1) !== name) throw invalidApiId(`${wanted} is another API`)
  const before = String(current.apiRevision ?? '1')
  if (revision === '' || revision === before) return changes
  const next = `${folder};rev=${revision}`
  if (!hasFolder(tree, next)) throw invalidApiId(`there is no revision ${revision} of ${name}`)
  const replaced = revisionFiles(tree, folder)
  const released = revisionFiles(tree, next)
  for (const { path } of [...replaced, ...released]) changes.set(path, undefined)
  for (const { rest, text } of replaced) changes.set(`${folder};rev=${before}/${rest}`, text)
  for (const { rest, text } of released) changes.set(`${folder}/${rest}`, text)
  const information = propertiesOf(tree.get(`${next}/${informationFile}`)) ?? {}
  return changes
    .set(`${folder};rev=${before}/${informationFile}`, textOfRevision(current, before, false))
    .set(`${folder}/${informationFile}`, textOfRevision(information, revision, true))
}

/**
 * Of a new API that has a `sourceApiId` the properties and the files of its source, below its own;
 * else what was given. Throws an ArmError when there is no such API. Source: ARM, apis (sourceApiId).
 */
export function copiedFromSource(
  located: Located,
  given: Properties,
  tree: ArtifactTree,
): { readonly properties: Properties; readonly files: ArtifactChanges } {
  const { sourceApiId, ...properties } = given
  if (typeof sourceApiId !== 'string' || tree.has(fileOf(located))) {
    return { properties, files: new Map() }
  }
  const collection = located.folder.slice(0, located.folder.lastIndexOf('/'))
  const source = sourceFolder(`${collection}/${sourceApiId.split('/').at(-1) ?? ''}`, tree)
  const copied = propertiesOf(tree.get(`${source}/${informationFile}`)) ?? {}
  const revision = located.folder.split(';rev=')[1]
  const files = revisionFiles(tree, source)
    .filter(({ rest }) => rest !== informationFile)
    .map(({ rest, text }): [string, string] => [`${located.folder}/${rest}`, text])
  const place = { apiRevision: revision ?? '1', isCurrent: revision === undefined }
  return { properties: { ...copied, ...place, ...properties }, files: new Map(files) }
}

/** The current revision may be named with its number, too. */
function sourceFolder(folder: string, tree: ArtifactTree): string {
  if (hasFolder(tree, folder)) return folder
  const base = baseOf(folder)
  const current = propertiesOf(tree.get(`${base}/${informationFile}`))
  if (current !== undefined && folder === `${base};rev=${current.apiRevision ?? '1'}`) return base
  throw invalid([{ target: 'sourceApiId', message: `there is no API ${folder.split('/').at(-1)}` }])
}

type RevisionFile = { readonly path: string; readonly rest: string; readonly text: string }

/** All that a revision has of its own; releases are the API's. */
function revisionFiles(tree: ArtifactTree, folder: string): readonly RevisionFile[] {
  return [...tree]
    .filter(([path]) => path.startsWith(`${folder}/`) && !path.startsWith(`${folder}/releases/`))
    .map(([path, text]) => ({ path, rest: path.slice(folder.length + 1), text }))
}

function textOfRevision(properties: Properties, apiRevision: string, isCurrent: boolean): string {
  return textOfProperties({ ...properties, apiRevision, isCurrent })
}

function baseOf(folder: string): string {
  return folder.replace(/;rev=[^/]*$/, '')
}

function invalidApiId(message: string): Error {
  return invalid([{ target: 'apiId', message }])
}
