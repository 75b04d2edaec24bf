import type { Operation, RevisionContent } from '../../ledger/revision.ts'
import { notFound } from './arm-error.ts'
import { hasFolder, namesIn } from './artifact-tree.ts'
import type { ConfigurationView } from './configuration.ts'
import { type Properties, propertiesOf } from './information-file.ts'
import { fileOf, join, type Located, locate, secretFileOf } from './resource-path.ts'

/** A resource as ARM shows it, without `id`. */
export type ResourceView = {
  readonly path: string
  readonly name: string
  readonly kind: Located['kind']
  readonly properties: Properties
  readonly etag: string
}

/** Undefined when there is no such resource. */
export function viewOf(located: Located, view: ConfigurationView): ResourceView | undefined {
  const { kind, name, path } = located
  if (name === undefined || !exists(located, view)) return undefined
  const properties = propertiesAt(located, view)
  return { path, name, kind, properties, etag: etagOf(located, view) }
}

/** Names of a collection; throws when what it is of is not there. */
export function namesOf(located: Located, view: ConfigurationView): readonly string[] {
  const { kind, folder, parent } = located
  if (parent !== undefined) existing(parent, view)
  if (kind.onlyName !== undefined) {
    return view.tree.has(join(folder, kind.file)) ? [kind.onlyName] : []
  }
  const names = namesIn(view.tree, join(folder, kind.folder))
  if (kind.collection !== 'operations') return names
  return operationsOf(located, view.content).map(({ id }) => id)
}

/** Throws the answer for a resource that is not there. */
export function existing(located: Located, view: ConfigurationView): void {
  if (!exists(located, view)) throw notFound(located.kind.title)
}

export function exists(located: Located, view: ConfigurationView): boolean {
  const { kind, folder, parent, name } = located
  if (parent !== undefined && !exists(parent, view)) return false
  if (kind.onlyName !== undefined) return view.tree.has(fileOf(located))
  if (kind.collection === 'operations') {
    return operationsOf(located, view.content).some(({ id }) => id === name)
  }
  return hasFolder(view.tree, folder)
}

/** The operations of the API that a path below it names; a specification may describe them. */
export function operationsOf({ path }: Located, { apis }: RevisionContent): readonly Operation[] {
  const [, workspace, api] = /^(?:workspaces\/([^/]+)\/)?apis\/([^/]+)/.exec(path) ?? []
  const id = workspace === undefined ? api : `${workspace}/${api}`
  return apis.find((one) => one.id === id)?.operations ?? []
}

/** Changes whenever the resource does, and never comes back. */
export function etagOf(located: Located, { stored }: ConfigurationView): string {
  const files = [fileOf(located), secretFileOf(located), ...specificationsOf(located)]
  const version = Math.max(0, ...files.map((file) => stored.get(file)?.version ?? 0))
  return `"${version.toString(16).padStart(8, '0')}"`
}

function specificationsOf({ kind, parent, folder }: Located): readonly string[] {
  const api = kind.collection === 'operations' ? (parent?.folder ?? '') : folder
  if (kind.collection !== 'operations' && kind.collection !== 'apis') return []
  return specificationNames.map((name) => `${api}/${name}`)
}

export const specificationNames = [
  'specification.yaml',
  'specification.yml',
  'specification.json',
] as const

function propertiesAt(located: Located, view: ConfigurationView): Properties {
  const { kind, folder, name } = located
  if (kind.linksTo !== undefined) return linkedOf(located, view)
  const text = view.tree.get(fileOf(located))
  if (kind.onlyName !== undefined) return { format: 'rawxml', value: text ?? '' }
  const { gatedrill: _extras, ...properties } = propertiesOf(text) ?? {}
  if (kind.collection === 'operations' && text === undefined) {
    const operation = operationsOf(located, view.content).find(({ id }) => id === name)
    return operation === undefined ? {} : propertiesOfOperation(operation)
  }
  if (kind.collection === 'policyFragments') {
    return { ...properties, format: 'rawxml', value: view.tree.get(`${folder}/policy.xml`) ?? '' }
  }
  // Keys and secret values are told to those who ask with POST.
  return properties.secret === true ? { ...properties, value: undefined } : properties
}

/** A link shows what it leads to. */
function linkedOf(located: Located, view: ConfigurationView): Properties {
  const { kind, name = '', folder } = located
  const workspace = /^workspaces\/[^/]+\//.exec(folder)?.[0] ?? ''
  const target = locate([...`${workspace}${kind.linksTo}`.split('/'), name])
  return exists(target, view) ? propertiesAt(target, view) : {}
}

function propertiesOfOperation({ name, method, urlTemplate, definition }: Operation): Properties {
  const templateParameters = [...urlTemplate.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    type: 'string',
    required: true,
    values: [],
  }))
  const responses = (definition?.responses ?? []).map(({ status }) => ({ statusCode: status }))
  return { displayName: name, method, urlTemplate, templateParameters, responses }
}
