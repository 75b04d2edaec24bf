import type { Api, RevisionContent } from '../ledger/revision.ts'

/** One line for every operation of the current revisions: method, address, what it needs. */
export function routeTable({ apis, versionSets }: RevisionContent): readonly string[] {
  const rows = apis
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
