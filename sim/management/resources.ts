import { ArmError, invalid, notFound } from './arm-error.ts'
import {
  type ArmAnswer,
  type ArmRequest,
  bodyPropertiesOf,
  checkConditions,
  pageOf,
} from './arm-request.ts'
import { secretOf } from './artifact-tree.ts'
import type { Configuration, ConfigurationView } from './configuration.ts'
import { type Properties, propertiesOf, textOfProperties } from './information-file.ts'
import { fileOf, type Located, locate, secretFileOf } from './resource-path.ts'
import { namesOf, type ResourceView, viewOf } from './resource-views.ts'
import { changesOfDelete, changesOfPut, fetched, type WriteTools } from './resource-writes.ts'
import type { StoredRevision } from './revision-store.ts'

/** Answers a request for anything below a service; rejects with an ArmError. */
export type Resources = (request: ArmRequest) => Promise<ArmAnswer>

export function resourcesOf(configuration: Configuration, tools: WriteTools): Resources {
  return async (request) => {
    const { method, segments } = request
    if (method === 'POST') return act(request, configuration, tools)
    const located = locate(segments)
    if (method === 'GET') return read(located, request, await configuration.view())
    if (located.name === undefined) {
      throw new ArmError(405, 'MethodNotAllowed', `${method} is for one resource, with its name`)
    }
    return method === 'DELETE'
      ? remove(located, request, configuration)
      : put(located, request, configuration, tools)
  }
}

function read(located: Located, request: ArmRequest, view: ConfigurationView): ArmAnswer {
  if (located.name === undefined) return list(located, request, view)
  const found = viewOf(located, view)
  if (found === undefined) throw notFound(located.kind.title)
  return { status: 200, headers: { etag: found.etag }, body: shown(found, request) }
}

function list(located: Located, request: ArmRequest, view: ConfigurationView): ArmAnswer {
  const { top, skip } = pageOf(request.query)
  const names = namesOf(located, view)
  const value = names.slice(skip, skip + top).flatMap((name) => {
    const found = viewOf(locate([...request.segments, name]), view)
    return found === undefined ? [] : [shown(found, request)]
  })
  const next = skip + top
  const path = `${request.root}/${request.segments.map(encodeURIComponent).join('/')}`
  const version = encodeURIComponent(String(request.query['api-version']))
  const nextLink = `${path}?api-version=${version}&$top=${top}&$skip=${next}`
  const isMore = next < names.length
  return { status: 200, body: { value, count: names.length, ...(isMore ? { nextLink } : {}) } }
}

async function put(
  located: Located,
  request: ArmRequest,
  configuration: Configuration,
  tools: WriteTools,
): Promise<ArmAnswer> {
  let isNew = true
  const revision = await configuration.change((view) => {
    const before = viewOf(located, view)
    checkConditions(request, before?.etag)
    if (before === undefined && request.method === 'PATCH') throw notFound(located.kind.title)
    isNew = before === undefined
    const properties = linkOrProperties(located, request)
    const wanted =
      request.method === 'PATCH' ? { ...before?.properties, ...properties } : properties
    return changesOfPut(located, wanted, view, tools)
  })
  const after = viewOf(located, await configuration.view())
  // What another writer deleted in between was there when it was acknowledged.
  if (after === undefined) return { status: 200, headers: headersOf(revision) }
  const headers = { ...headersOf(revision), etag: after.etag }
  return { status: isNew ? 201 : 200, headers, body: shown(after, request) }
}

/** A link is all in its path; what else is put has properties. */
function linkOrProperties({ kind }: Located, { body }: ArmRequest): Properties {
  return kind.linksTo === undefined ? bodyPropertiesOf(body) : {}
}

async function remove(
  located: Located,
  request: ArmRequest,
  configuration: Configuration,
): Promise<ArmAnswer> {
  let wasThere = true
  const revision = await configuration.change((view) => {
    const before = viewOf(located, view)
    wasThere = before !== undefined
    if (before === undefined) return new Map()
    checkConditions(request, before.etag)
    return changesOfDelete(located, view)
  })
  return { status: wasThere ? 200 : 204, headers: headersOf(revision) }
}

async function act(
  request: ArmRequest,
  configuration: Configuration,
  tools: WriteTools,
): Promise<ArmAnswer> {
  const action = request.segments.at(-1) ?? ''
  const located = locate(request.segments.slice(0, -1))
  const view = await configuration.view()
  if (viewOf(located, view) === undefined) throw notFound(located.kind.title)
  const secret = secretOf(view.tree, located.folder)
  switch (`${located.kind.collection} ${action.toLowerCase()}`) {
    case 'subscriptions listsecrets':
      return { status: 200, body: secret }
    case 'subscriptions regenerateprimarykey':
      return rotate(located, 'primaryKey', configuration, tools)
    case 'subscriptions regeneratesecondarykey':
      return rotate(located, 'secondaryKey', configuration, tools)
    case 'namedValues listvalue': {
      const properties = propertiesOf(view.tree.get(fileOf(located))) ?? {}
      return { status: 200, body: { value: secret.value ?? properties.value } }
    }
    case 'namedValues refreshsecret':
      return refresh(located, request, configuration, tools)
    default:
      throw new ArmError(404, 'InvalidAction', `${located.kind.title} has no action ${action}`)
  }
}

async function rotate(
  located: Located,
  which: 'primaryKey' | 'secondaryKey',
  configuration: Configuration,
  { newKey }: WriteTools,
): Promise<ArmAnswer> {
  const revision = await configuration.change(({ tree }) => {
    const keys = { ...secretOf(tree, located.folder), [which]: newKey() }
    return new Map([[secretFileOf(located), textOfProperties(keys)]])
  })
  return { status: 204, headers: headersOf(revision) }
}

const vaultOf = ({ keyVault }: Properties): string | undefined =>
  typeof keyVault === 'object' && keyVault !== null && 'secretIdentifier' in keyVault
    ? String(keyVault.secretIdentifier)
    : undefined

/** A vault that is out of reach leaves the value as it was. Source: APIM, named values. */
async function refresh(
  located: Located,
  request: ArmRequest,
  configuration: Configuration,
  tools: WriteTools,
): Promise<ArmAnswer> {
  const revision = await configuration.change(({ tree }) => {
    const identifier = vaultOf(propertiesOf(tree.get(fileOf(located))) ?? {})
    if (identifier === undefined) {
      throw invalid([{ target: 'keyVault', message: 'this named value has no key vault' }])
    }
    const value = fetched(tools.secretOf, identifier)
    return new Map([[secretFileOf(located), textOfProperties({ value })]])
  })
  const after = viewOf(located, await configuration.view())
  const body = after === undefined ? undefined : shown(after, request)
  return { status: 200, headers: headersOf(revision), body }
}

function shown({ path, name, kind, properties }: ResourceView, { root }: ArmRequest) {
  const collections = path.split('/').filter((_segment, index) => index % 2 === 0)
  const type = ['Microsoft.ApiManagement/service', ...collections].join('/')
  return { id: `${root}/${path}`, type, name: kind.onlyName ?? name, properties }
}

/** Which revision has a change, for whoever waits until it is served. */
function headersOf({ number }: StoredRevision): Record<string, string> {
  return { 'gatedrill-revision': String(number) }
}
