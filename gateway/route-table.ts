import type { Api, RevisionContent } from '../ledger/revision.ts'

export type Route = {
  readonly method: string
  /** Path with version, and the template: `/orders/v2/items/{id}`. */
  readonly address: string
  /** `key` or `open`, and how a version is asked for that is not in the path. */
  readonly note: string
}

/** Every operation of the current revisions. */
export function routesOf({ apis, versionSets }: RevisionContent): readonly Route[] {
  return apis
    .filter(({ isCurrent }) => isCurrent)
    .flatMap((api) => {
      const set = versionSets.find(({ id }) => id === api.versionSetId)
      const version = versionOf(api, set)
      return api.operations.map((operation) => ({
        method: operation.method,
        address: `${prefixOf(api, set?.scheme)}${operation.urlTemplate}`,
        note: [api.isSubscriptionRequired ? 'key' : 'open', ...version].join(', '),
      }))
    })
}

/** One line for each of them. */
export function routeTable(content: RevisionContent): readonly string[] {
  const rows = routesOf(content)
  const methodWidth = Math.max(0, ...rows.map(({ method }) => method.length))
  const addressWidth = Math.max(0, ...rows.map(({ address }) => address.length))
  return rows.map(
    ({ method, address, note }) =>
      `${method.padEnd(methodWidth)}  ${address.padEnd(addressWidth)}  ${note}`,
  )
}

type VersionSet = RevisionContent['versionSets'][number]

function prefixOf({ path, version }: Api, scheme: VersionSet['scheme'] | undefined): string {
  const isSegment = version !== undefined && (scheme ?? 'Segment') === 'Segment'
  const parts = isSegment ? [path, version] : [path]
  return parts
    .filter((part) => part !== '')
    .map((part) => `/${part}`)
    .join('')
}

function versionOf({ version }: Api, set: VersionSet | undefined): readonly string[] {
  if (version === undefined || set === undefined || set.scheme === 'Segment') return []
  return [`${set.scheme.toLowerCase()} ${set.parameterName ?? 'api-version'}=${version}`]
}
