import type { Api, Operation, RevisionContent } from '../../ledger/revision.ts'
import { bodiesOfSchema } from './bodies-of-schema.ts'

/** JSON bodies that a specification allows, for the requests of one operation. */
export type OperationBodies = { readonly contentType: string; readonly bodies: readonly string[] }

/** Bodies by the schema of the operation's JSON; undefined when it has none, or none can be made. */
export function operationBodies(
  api: Pick<Api, 'id' | 'schemas'>,
  { id, definition }: Pick<Operation, 'id' | 'definition'>,
  seed: number,
): OperationBodies | undefined {
  const json = definition?.request.find(
    ({ contentType, schema }) => /[/+]json\b/i.test(contentType) && schema !== undefined,
  )
  if (json === undefined) return undefined
  const bodies = bodiesOfSchema(json.schema, api.schemas ?? {}, `${seed}/${api.id}/${id}`)
  return bodies.length === 0 ? undefined : { contentType: json.contentType, bodies }
}

type Found = { readonly api: Api; readonly operation: Operation }

/**
 * The operation that a request of that method and path reaches: of the current API with the longest
 * path, the one whose template has the most segments in common. Places like `{id:1..5}` fit any
 * parameter.
 */
export function operationAt(
  { apis, versionSets }: RevisionContent,
  method: string,
  path: string,
): Found | undefined {
  const segments = segmentsOf(path)
  const found = apis
    .filter(({ isCurrent }) => isCurrent)
    .flatMap((api) => {
      const scheme = versionSets.find(({ id }) => id === api.versionSetId)?.scheme
      const version = scheme === 'Segment' ? (api.version ?? '') : ''
      const base = segmentsOf(`${api.path}/${version}`)
      if (base.some((segment, index) => segment !== segments[index])) return []
      const rest = segments.slice(base.length)
      return api.operations.flatMap((operation) => {
        const literals = literalsIn(segmentsOf(operation.urlTemplate), rest)
        const isIt = operation.method === method && literals !== undefined
        return isIt ? [{ api, operation, rank: [base.length, literals] as const }] : []
      })
    })
    .toSorted((one, other) => {
      return other.rank[0] - one.rank[0] || other.rank[1] - one.rank[1]
    })
  return found[0]
}

function segmentsOf(path: string): readonly string[] {
  const [before = ''] = path.split('?')
  return before.split('/').filter((segment) => segment !== '')
}

/** How many segments of a template stand in the path as they are; undefined when it does not fit. */
function literalsIn(template: readonly string[], segments: readonly string[]): number | undefined {
  const last = template.at(-1)
  const isOpen = last === '*' || last?.startsWith('{*') === true
  const fixed = isOpen ? template.slice(0, -1) : template
  if (isOpen ? segments.length < fixed.length : segments.length !== fixed.length) return undefined
  let literals = 0
  for (const [index, segment] of fixed.entries()) {
    if (segment.includes('{')) continue
    if (segment.toLowerCase() !== segments[index]?.toLowerCase()) return undefined
    literals += 1
  }
  return literals
}
