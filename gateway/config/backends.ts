import { z } from 'zod'
import type { BackendEntity, NamedValue } from '../../ledger/revision.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { resolveNamedValues } from './named-values.ts'
import { lastSegmentOf } from './resource-id.ts'

const valuesByName = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .nullish()
  .transform((values) => values ?? {})

const backendProperties = z.looseObject({
  type: z.string().nullish(),
  url: optionalText,
  pool: z
    .looseObject({
      services: z
        .array(
          z.looseObject({
            id: z.string(),
            weight: z.number().min(0).nullish(),
            priority: z.number().nullish(),
          }),
        )
        .default([]),
    })
    .nullish(),
  credentials: z
    .looseObject({
      header: valuesByName,
      query: valuesByName,
      authorization: z
        .looseObject({ scheme: z.string(), parameter: z.string().default('') })
        .nullish(),
    })
    .nullish(),
  circuitBreaker: z.unknown().optional(),
})

type BackendProperties = z.output<typeof backendProperties>

/** Single backends and pools. `{{named values}}` in addresses and credentials are resolved. */
export function readBackends(source: Source, namedValues: readonly NamedValue[]): BackendEntity[] {
  const { artifacts } = source
  const resolve = (text: string) => resolveNamedValues(text, namedValues)
  const backends = artifacts.foldersIn('backends').flatMap((id): BackendEntity[] => {
    const path = `backends/${id}/backendInformation.json`
    const read = readProperties(source, path, backendProperties)
    return read === undefined ? [] : [backendOf(id, read, resolve)]
  })
  reportBroken(source, backends)
  return backends
}

function backendOf(
  id: string,
  read: BackendProperties,
  resolve: (text: string) => string,
): BackendEntity {
  const { url, pool, credentials, circuitBreaker } = read
  const isPool = pool !== undefined && pool !== null
  const members = (pool?.services ?? []).map(({ id: memberId, weight, priority }) => ({
    id: lastSegmentOf(memberId),
    // Members without a weight share equally.
    weight: weight ?? 1,
    priority: priority ?? 0,
  }))
  const headers = resolvedValues(credentials?.header ?? {}, resolve)
  const authorization = credentials?.authorization
  if (authorization !== undefined && authorization !== null) {
    const { scheme, parameter } = authorization
    headers.Authorization = [resolve(`${scheme} ${parameter}`.trim())]
  }
  return {
    id,
    kind: isPool || read.type?.toLowerCase() === 'pool' ? 'pool' : 'single',
    url: url === undefined ? undefined : resolve(url),
    members,
    credentials: { headers, query: resolvedValues(credentials?.query ?? {}, resolve) },
    circuitBreaker: circuitBreaker ?? undefined,
  }
}

function resolvedValues(
  values: Readonly<Record<string, string | string[]>>,
  resolve: (text: string) => string,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, [value].flat().map(resolve)]),
  )
}

function reportBroken({ artifacts, findings }: Source, backends: readonly BackendEntity[]): void {
  const known = new Set(backends.map(({ id }) => id))
  for (const { id, kind, url, members } of backends) {
    const where = artifacts.placeOf(`backends/${id}/backendInformation.json`)
    if (kind === 'single' && url === undefined) {
      findings.warn({
        code: 'ARTIFACTS_BACKEND_WITHOUT_URL',
        where,
        what: `backend ${id} has no url`,
        why: 'a request that a policy sends there would have nowhere to go',
        fix: 'set properties.url',
      })
    }
    for (const member of members.filter((one) => !known.has(one.id))) {
      findings.warn({
        code: 'ARTIFACTS_UNKNOWN_REFERENCE',
        where,
        what: `pool ${id} names backend ${member.id}, which is not in the folder`,
        why: `the backends are ${[...known].join(', ')}`,
        fix: `extract backends/${member.id}, or take it out of the pool`,
      })
    }
  }
}
