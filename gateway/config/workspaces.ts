import { z } from 'zod'
import type { PolicyDocument, RevisionContent, Subscription } from '../../ledger/revision.ts'
import type { ArtifactFolder } from './artifact-folder.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { policyIn } from './policies.ts'

/** What a folder holds beside its global policy and its workspaces. */
export type Resources = Omit<RevisionContent, 'source' | 'globalPolicy' | 'workspaces'>
type Workspace = NonNullable<RevisionContent['workspaces']>[number]

const workspaceProperties = z.looseObject({ displayName: optionalText })

/**
 * Adds the workspaces of `workspaces/<workspace>/`, each with the tree of a whole instance. Their
 * resources stand below the name of the workspace: `sales/orders`. Named values and fragments stay
 * inside, for no other documents see them. Source: APIM, workspaces-overview.
 */
export function withWorkspaces(
  own: Resources,
  source: Source,
  readResources: (source: Source) => Resources,
): Resources & { readonly workspaces: Workspace[] } {
  const { artifacts, findings } = source
  const workspaces: Workspace[] = []
  let all = own
  for (const id of artifacts.foldersIn('workspaces')) {
    const root = `workspaces/${id}`
    const read = readProperties(source, `${root}/workspaceInformation.json`, workspaceProperties)
    const below = { artifacts: folderBelow(artifacts, root), findings, workspaceId: id }
    const inside = readResources(below)
    const { namedValues, fragments, ...added } = placedBelow(inside, id, root)
    const policy = policyIn(artifacts, root)
    workspaces.push({ id, name: read?.displayName ?? id, policy, namedValues, fragments })
    all = {
      ...all,
      apis: [...all.apis, ...added.apis],
      products: [...all.products, ...added.products],
      subscriptions: [...all.subscriptions, ...added.subscriptions],
      backends: [...all.backends, ...added.backends],
      versionSets: [...all.versionSets, ...added.versionSets],
      loggers: [...(all.loggers ?? []), ...(added.loggers ?? [])],
      diagnostics: [...(all.diagnostics ?? []), ...(added.diagnostics ?? [])],
    }
  }
  return { ...all, workspaces }
}

/** A folder inside the artifacts as if it were all of them; messages name the whole place. */
function folderBelow(artifacts: ArtifactFolder, root: string): ArtifactFolder {
  const prefix = `${root}/`
  const texts = [...artifacts.texts]
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, text]): [string, string] => [path.slice(prefix.length), text])
  return {
    folder: artifacts.placeOf(root),
    texts: new Map(texts),
    foldersIn: (path) => artifacts.foldersIn(path === '' ? root : prefix + path),
    placeOf: (path) => artifacts.placeOf(path === '' ? root : prefix + path),
  }
}

/** The same resources with ids below the workspace's, and documents that say where they stand. */
function placedBelow(inside: Resources, workspaceId: string, root: string): Resources {
  const below = (id: string) => `${workspaceId}/${id}`
  const documented = (policy: PolicyDocument | undefined) =>
    policy === undefined ? {} : { policy: { ...policy, file: `${root}/${policy.file}` } }
  return {
    ...inside,
    apis: inside.apis.map((api) => ({
      ...api,
      id: below(api.id),
      workspaceId,
      versionSetId: api.versionSetId === undefined ? undefined : below(api.versionSetId),
      ...documented(api.policy),
      operations: api.operations.map((operation) => ({
        ...operation,
        ...documented(operation.policy),
      })),
    })),
    products: inside.products.map((product) => ({
      ...product,
      id: below(product.id),
      workspaceId,
      apiIds: product.apiIds.map(below),
      ...documented(product.policy),
    })),
    subscriptions: inside.subscriptions.map((subscription) => ({
      ...subscription,
      id: below(subscription.id),
      scope: scopeBelow(subscription.scope, workspaceId),
    })),
    backends: inside.backends.map((backend) => ({
      ...backend,
      id: below(backend.id),
      members: backend.members.map((member) => ({ ...member, id: below(member.id) })),
    })),
    fragments: inside.fragments.map(({ id, policy }) => ({
      id,
      policy: { ...policy, file: `${root}/${policy.file}` },
    })),
    versionSets: inside.versionSets.map((set) => ({ ...set, id: below(set.id) })),
    loggers: inside.loggers?.map((logger) => ({ ...logger, id: below(logger.id) })),
    diagnostics: inside.diagnostics?.map((diagnostic) => ({
      ...diagnostic,
      // Without an API of its own it is for all of the workspace.
      apiId: below(diagnostic.apiId ?? '*'),
      loggerId: below(diagnostic.loggerId),
    })),
  }
}

function scopeBelow(scope: Subscription['scope'], workspaceId: string): Subscription['scope'] {
  switch (scope.kind) {
    case 'all':
      return { kind: 'all', workspaceId }
    case 'product':
      return { kind: 'product', productId: `${workspaceId}/${scope.productId}` }
    case 'api':
      return { kind: 'api', apiId: `${workspaceId}/${scope.apiId}` }
  }
}
