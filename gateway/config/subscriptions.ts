import { z } from 'zod'
import type { Subscription } from '../../ledger/revision.ts'
import { optionalFlag, optionalText, readProperties, type Source } from './information.ts'
import { apiIdWithoutRevision } from './resource-id.ts'
import { readOwner } from './users.ts'

type Scope = Subscription['scope']

const subscriptionProperties = z.looseObject({
  displayName: optionalText,
  scope: z.string(),
  state: z
    .enum(['active', 'suspended', 'submitted', 'rejected', 'cancelled', 'expired'])
    .nullish()
    .transform((state) => state ?? 'active'),
  ownerId: optionalText,
  allowTracing: optionalFlag,
})

/** Gives the keys of a subscription; the artifact folder never holds them. */
export type KeysOf = (subscriptionId: string) => { primary: string; secondary: string }

/** Subscriptions; one whose scope cannot be understood is left out with a warning. */
export function readSubscriptions(source: Source, keysOf: KeysOf): Subscription[] {
  const { artifacts, findings } = source
  return artifacts.foldersIn('subscriptions').flatMap((id): Subscription[] => {
    const path = `subscriptions/${id}/subscriptionInformation.json`
    const read = readProperties(source, path, subscriptionProperties)
    if (read === undefined) return []
    const scope = scopeOf(read.scope, source.workspaceId)
    if (scope === undefined) {
      findings.warn({
        code: 'ARTIFACTS_UNKNOWN_SCOPE',
        where: `${artifacts.placeOf(path)} properties.scope`,
        what: `subscription ${id} has the scope ${JSON.stringify(read.scope)}`,
        why: 'a scope ends in /products/<product>, /apis/<api> or /apis',
        fix: 'correct the scope; until then its keys are not valid',
      })
      return []
    }
    const { primary, secondary } = keysOf(id)
    return [
      {
        id,
        name: read.displayName ?? id,
        scope,
        state: read.state,
        ownerId: read.ownerId,
        owner: read.ownerId === undefined ? undefined : readOwner(source, read.ownerId),
        primaryKey: primary,
        secondaryKey: secondary,
        mayTrace: read.allowTracing ?? false,
      },
    ]
  })
}

/** The built-in all-access subscription has the id of the whole instance as its scope. */
function scopeOf(scope: string, workspaceId: string | undefined): Scope | undefined {
  const [, named, rest] = /\/workspaces\/([^/]+)(\/.*)?$/i.exec(scope) ?? []
  // One of a workspace opens nothing elsewhere.
  if (named !== undefined && named !== workspaceId) return undefined
  if (named !== undefined && (rest ?? '/') === '/') return { kind: 'all' }
  const [, kind, id] = /(?:^|\/)(products|apis)\/([^/]+)\/?$/i.exec(scope) ?? []
  if (kind !== undefined && id !== undefined) {
    return kind.toLowerCase() === 'products'
      ? { kind: 'product', productId: id }
      : { kind: 'api', apiId: apiIdWithoutRevision(id) }
  }
  const isAll = /(?:^|\/)apis\/?$/i.test(scope) || /\/service\/[^/]+\/?$/i.test(scope)
  return isAll || scope === '/' ? { kind: 'all' } : undefined
}
