import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { type ArtifactFolder, readArtifactFolder } from '../gateway/config/artifact-folder.ts'
import { contentOfArtifacts, loadArtifacts } from '../gateway/config/load-artifacts.ts'
import { resolveNamedValues } from '../gateway/config/named-values.ts'
import { placesIn } from '../gateway/config/parse-document.ts'
import type { XmlElement } from '../gateway/policy/xml/element.ts'
import { parsePolicyXml } from '../gateway/policy/xml/parse.ts'
import { GatedrillError } from '../ledger/errors.ts'
import type { PolicyDocument, RevisionContent } from '../ledger/revision.ts'
import { textOfPath } from '../scenarios/field-path.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'
import { type Place, placeInDocument, placeInText, shownFile } from './place.ts'
import type { AdvisedDocument, Configuration, Information, Owner, Subject } from './subject.ts'

/** What could not be read, beside what could. */
export type ReadSubject = {
  readonly subject: Subject
  /** Documents that are no XML: no rule has seen them. */
  readonly unread: readonly GatedrillError[]
}

/**
 * An artifact folder, or a folder of policy documents that stand by themselves. Throws a
 * `GatedrillError` for a folder that holds neither, or a configuration that cannot be loaded.
 */
export async function readFolder(folder: string): Promise<ReadSubject> {
  const artifacts = await readArtifactFolder(folder)
  if (isConfiguration(artifacts)) return configurationOf(artifacts)
  const documents = [...artifacts.texts]
    .filter(([path]) => path.toLowerCase().endsWith('.xml'))
    .map(([file, xml]) => ({ file, xml }))
  const isAbove = artifacts
    .foldersIn('')
    .some((inner) => artifacts.foldersIn(`${inner}/apis`).length > 0)
  // Throws, and says which folder is meant.
  if (documents.length === 0 || isAbove) await loadArtifacts(folder, given)
  return looseDocuments(documents, folder)
}

/** One policy document by itself. */
export function readDocument(file: string): ReadSubject {
  const xml = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  return looseDocuments([{ file: basename(file), xml }], dirname(file))
}

/** A scenario, and the configuration that it runs. */
export async function readScenario(loaded: LoadedScenario): Promise<ReadSubject> {
  const { scenario, configFolder, placeOf } = loaded
  const artifacts = await readArtifactFolder(configFolder)
  if (!isConfiguration(artifacts)) await loadArtifacts(configFolder, given)
  const { subject, unread } = configurationOf(artifacts, scenario.gateway.namedValues)
  return {
    unread,
    subject: {
      ...subject,
      scenario: {
        scenario,
        placeOf: (path) => placeOfText(placeOf(path), textOfPath(path)),
      },
    },
  }
}

// Nobody is called, so no key is needed.
const given = { namedValues: {}, keysOf: () => ({ primary: '', secondary: '' }) }

function isConfiguration({ foldersIn }: ArtifactFolder): boolean {
  return ['apis', 'workspaces'].some((path) => foldersIn(path).length > 0)
}

/** `drill.yaml:14 faults[0].zone` as data; `--set a=b` has no file. */
function placeOfText(text: string, field: string): Place {
  const [, file, line] = /^(.+?):(\d+)(?: |$)/.exec(text) ?? []
  if (file === undefined) return text.startsWith('--set') ? { field: text } : { file: text, field }
  return { file: file.replaceAll('\\', '/'), line: Number(line), field, text: field }
}

/** The subject of an artifact folder that was read. Throws for one that no gateway could load. */
export function configurationOf(
  artifacts: ArtifactFolder,
  namedValues: Readonly<Record<string, string>> = {},
): ReadSubject {
  const { content } = contentOfArtifacts(artifacts, { ...given, namedValues })
  const unread: GatedrillError[] = []
  const documents = ownedDocuments(content).flatMap(({ document, owner }) =>
    documentOf(document, owner, unread),
  )
  const roots = new Map(documents.map(({ document, root }) => [document, root]))
  const values = [
    ...content.namedValues,
    ...(content.workspaces ?? []).flatMap((workspace) => workspace.namedValues),
  ]
  const configuration: Configuration = {
    content,
    artifacts,
    rootOf: (document) => (document === undefined ? undefined : roots.get(document)),
    information: (...paths) => informationOf(artifacts, paths),
  }
  const subject: Subject = {
    documents,
    configuration,
    placeOf: ({ document, offset }) => placeInDocument(document, offset, artifacts.folder),
    valueOf: (text) => resolveNamedValues(text, values),
  }
  return { subject, unread }
}

/** Documents of which nothing else is known. */
export function looseDocuments(documents: readonly PolicyDocument[], folder: string): ReadSubject {
  const unread: GatedrillError[] = []
  const subject: Subject = {
    documents: documents.flatMap((one) => documentOf(one, { scope: 'unknown' }, unread)),
    placeOf: ({ document, offset }) => placeInDocument(document, offset, folder),
    valueOf: (text) => text,
  }
  return { subject, unread }
}

function documentOf(
  document: PolicyDocument,
  owner: Owner,
  unread: GatedrillError[],
): AdvisedDocument[] {
  const root = rootOf(document, unread)
  if (root === undefined) return []
  return [{ document, root, owner: root.name === 'fragment' ? { scope: 'fragment' } : owner }]
}

function rootOf(document: PolicyDocument, unread: GatedrillError[]): XmlElement | undefined {
  try {
    return parsePolicyXml(document)
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    unread.push(error)
    return undefined
  }
}

type Owned = { readonly document: PolicyDocument; readonly owner: Owner }

function ownedDocuments(content: RevisionContent): readonly Owned[] {
  const { globalPolicy, workspaces = [], products, apis, fragments } = content
  const allFragments = [...fragments, ...workspaces.flatMap((workspace) => workspace.fragments)]
  const owners: readonly { readonly policy?: PolicyDocument | undefined; readonly owner: Owner }[] =
    [
      { policy: globalPolicy, owner: { scope: 'global' } },
      ...workspaces.map(({ policy }) => ({ policy, owner: { scope: 'workspace' as const } })),
      ...products.map(({ id, policy }) => ({
        policy,
        owner: { scope: 'product' as const, productId: id },
      })),
      ...apis.flatMap(({ id: apiId, policy, operations }) => [
        { policy, owner: { scope: 'api' as const, apiId } },
        ...operations.map(({ id, policy: own }) => ({
          policy: own,
          owner: { scope: 'operation' as const, apiId, operationId: id },
        })),
      ]),
      ...allFragments.map(({ policy }) => ({ policy, owner: { scope: 'fragment' as const } })),
    ]
  return owners.flatMap(({ policy, owner }) =>
    policy === undefined ? [] : [{ document: policy, owner }],
  )
}

function informationOf(
  artifacts: ArtifactFolder,
  paths: readonly string[],
): Information | undefined {
  const path = paths.find((candidate) => artifacts.texts.has(candidate))
  const text = path === undefined ? undefined : artifacts.texts.get(path)
  if (path === undefined || text === undefined) return undefined
  const parsed = parsedOf(text)
  const properties = isRecord(parsed) && isRecord(parsed.properties) ? parsed.properties : {}
  const find = placesIn(text)
  return {
    properties,
    placeOf(fieldPath) {
      const [line = 1, column = 1] = find(['properties', ...fieldPath])
        .split(':')
        .map(Number)
      const field = fieldPath.map(String).join('.')
      const file = shownFile(artifacts.folder, path)
      return { ...placeInText(text, { file, line, column }), ...(field === '' ? {} : { field }) }
    },
  }
}

/** Files that a gateway never reads may be anything. */
function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
