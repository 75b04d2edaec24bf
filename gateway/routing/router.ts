import type { Api, Operation, RevisionContent } from '../../ledger/revision.ts'
import {
  compileOperationTable,
  type OperationTable,
  type Query,
  queryValueOf,
} from './operation-table.ts'

export type Match = {
  readonly api: Api
  readonly operation: Operation
  /** By the names of the template; decoded. */
  readonly matchedParameters: ReadonlyMap<string, string>
  /** True when the path named a revision (`;rev=2`). */
  readonly isRevisionRequest: boolean
  /** What follows the API's path, version and revision: begins with `/`, still encoded. */
  readonly pathBehindApi: string
}

/** What the router reads of a request's headers. */
export type HeadersRead = { first(name: string): string | undefined }

export type Router = {
  /**
   * The operation that a request calls, or undefined: the gateway then answers 404. `path` begins
   * with `/` and is still encoded; `query` is decoded.
   */
  match(method: string, path: string, query: Query, headers: HeadersRead): Match | undefined
  /** The API alone, for a CORS preflight whose operation is unknown. */
  findApi(path: string, query: Query, headers: HeadersRead): Api | undefined
}

type Candidate = {
  readonly api: Api
  readonly operations: OperationTable
  /** How a request names this version; absent when the path has said it all. */
  readonly version:
    | { readonly scheme: 'Header' | 'Query'; readonly name: string; readonly value: string }
    | undefined
}

type Found = {
  readonly candidate: Candidate
  readonly pathBehindApi: string
  readonly isRevisionRequest: boolean
}

/**
 * Compiles which request calls which operation: the API with the longest path that the request
 * begins with (a segment version is part of it), its version by header or query, then method and
 * template. Nothing falls back to a shorter API path.
 * Source: APIM, api-management-versions, api-management-revisions, add-api-manually.
 */
export function compileRouter(content: RevisionContent): Router {
  const current = new Map<string, Candidate[]>()
  const revisions = new Map<string, Candidate[]>()
  // The current revision first, for its folder may be there a second time under its number.
  for (const api of content.apis.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent))) {
    const candidate = candidateOf(api, content)
    const address = addressOf(api, content)
    if (api.isCurrent) put(current, address, candidate)
    put(revisions, `${address};rev=${api.revision.toLowerCase()}`, candidate)
  }

  function find(path: string, query: Query, headers: HeadersRead): Found | undefined {
    const lowered = path.toLowerCase()
    const isRevisionRequest = lowered.includes(';rev=')
    const end = isRevisionRequest ? endOfRevision(lowered) : endOfAddress(current, lowered)
    const sites = isRevisionRequest ? revisions : current
    const candidates = sites.get(lowered.slice(1, end))
    const candidate = candidates && chosen(candidates, query, headers)
    return candidate && { candidate, isRevisionRequest, pathBehindApi: path.slice(end) || '/' }
  }

  return {
    match(method, path, query, headers) {
      const found = find(path, query, headers)
      if (found === undefined) return undefined
      const { candidate, isRevisionRequest, pathBehindApi } = found
      // `/calc` and `/calc/` both leave the root of the API: one empty segment.
      const segments = pathBehindApi.slice(1).split('/')
      const matched = candidate.operations.match(method, segments, query)
      if (matched === undefined) return undefined
      const { operation, matchedParameters } = matched
      return { api: candidate.api, operation, matchedParameters, isRevisionRequest, pathBehindApi }
    },
    findApi: (path, query, headers) => find(path, query, headers)?.candidate.api,
  }
}

/** Where the longest address that the path begins with ends: at a slash, or with the path. */
function endOfAddress(sites: ReadonlyMap<string, unknown>, path: string): number {
  let end = path.length
  while (end > 0 && !sites.has(path.slice(1, end))) end = path.lastIndexOf('/', end - 1)
  return Math.max(end, 0)
}

function endOfRevision(path: string): number {
  const slash = path.indexOf('/', path.indexOf(';rev='))
  return slash < 0 ? path.length : slash
}

/** The API's path with its version where that is a segment; lower case. */
function addressOf(api: Api, { versionSets }: RevisionContent): string {
  const scheme = versionSets.find(({ id }) => id === api.versionSetId)?.scheme
  const isSegment = api.version !== undefined && (scheme ?? 'Segment') === 'Segment'
  const parts = isSegment ? [api.path, api.version] : [api.path]
  return parts
    .filter((part) => part !== '')
    .join('/')
    .toLowerCase()
}

function candidateOf(api: Api, content: RevisionContent): Candidate {
  const operations = compileOperationTable(api.operations)
  return { api, operations, version: versionOf(api, content) }
}

function versionOf(api: Api, { versionSets }: RevisionContent): Candidate['version'] {
  const set = versionSets.find(({ id }) => id === api.versionSetId)
  if (set === undefined || set.scheme === 'Segment' || api.version === undefined) return undefined
  return { scheme: set.scheme, name: set.parameterName ?? 'api-version', value: api.version }
}

function put(sites: Map<string, Candidate[]>, address: string, candidate: Candidate): void {
  const candidates = sites.get(address)
  if (candidates === undefined) sites.set(address, [candidate])
  else candidates.push(candidate)
}

/** The version that the request names, else the API without one; an unknown version is no API. */
function chosen(
  candidates: readonly Candidate[],
  query: Query,
  headers: HeadersRead,
): Candidate | undefined {
  let isVersionNamed = false
  let original: Candidate | undefined
  for (const candidate of candidates) {
    const { version } = candidate
    if (version === undefined) {
      original ??= candidate
      continue
    }
    const { scheme, name } = version
    const value = scheme === 'Header' ? headers.first(name) : queryValueOf(query, name)
    if (value === undefined || value === '') continue
    if (value.toLowerCase() === version.value.toLowerCase()) return candidate
    isVersionNamed = true
  }
  return isVersionNamed ? undefined : original
}
