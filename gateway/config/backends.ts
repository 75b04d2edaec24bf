import { z } from 'zod'
import type { BackendEntity, NamedValue } from '../../ledger/revision.ts'
import { checkBackends, type ReadBackend } from './check-backends.ts'
import { circuitBreakerRules, tripsEver } from './circuit-breaker.ts'
import { optionalText, readProperties, type Source } from './information.ts'
import { resolveNamedValues } from './named-values.ts'
import { lastSegmentOf } from './resource-id.ts'

const valuesByName = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .nullish()
  .transform((values) => values ?? {})

const cookieName = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'the name of a cookie')

const backendProperties = z.looseObject({
  type: z.string().nullish(),
  url: optionalText,
  pool: z
    .looseObject({
      services: z
        .array(
          z.looseObject({
            id: z.string(),
            weight: z.coerce.number().int().min(0).max(100).nullish(),
            priority: z.coerce.number().int().min(0).max(100).nullish(),
          }),
        )
        .default([]),
      sessionAffinity: z
        .looseObject({
          sessionId: z.looseObject({
            source: z.literal('Cookie', 'Cookie, the only source of a session id'),
            name: cookieName,
          }),
        })
        .nullish(),
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
  circuitBreaker: circuitBreakerRules.nullish(),
  proxy: z
    .looseObject({ url: optionalText, username: optionalText, password: optionalText })
    .nullish(),
  tls: z
    .looseObject({
      validateCertificateChain: z.boolean().nullish(),
      validateCertificateName: z.boolean().nullish(),
    })
    .nullish(),
})

type BackendProperties = z.output<typeof backendProperties>

/** Single backends and pools. `{{named values}}` in addresses and credentials are resolved. */
export function readBackends(source: Source, namedValues: readonly NamedValue[]): BackendEntity[] {
  const { artifacts } = source
  const resolve = (text: string) => resolveNamedValues(text, namedValues)
  const backends = artifacts.foldersIn('backends').flatMap((id): ReadBackend[] => {
    const path = `backends/${id}/backendInformation.json`
    const read = readProperties(source, path, backendProperties)
    return read === undefined ? [] : [backendOf(id, read, resolve)]
  })
  checkBackends(source, backends)
  return backends.map(({ entity }) => entity)
}

function backendOf(
  id: string,
  read: BackendProperties,
  resolve: (text: string) => string,
): ReadBackend {
  const { url, pool, credentials, circuitBreaker, tls } = read
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
  const rules = circuitBreaker ?? []
  const proxy = read.proxy?.url === undefined ? undefined : proxyIn(read.proxy, resolve)
  const [breaker] = rules
  const entity: BackendEntity = {
    id,
    kind: isPool || read.type?.toLowerCase() === 'pool' ? 'pool' : 'single',
    url: url === undefined ? undefined : resolve(url),
    members,
    credentials: { headers, query: resolvedValues(credentials?.query ?? {}, resolve) },
    ...(tls === undefined || tls === null
      ? {}
      : {
          tls: {
            validatesChain: tls.validateCertificateChain ?? true,
            validatesName: tls.validateCertificateName ?? true,
          },
        }),
    ...(proxy && { proxy }),
    sessionCookie: pool?.sessionAffinity?.sessionId.name,
    circuitBreaker: breaker !== undefined && tripsEver(breaker) ? breaker : undefined,
  }
  return { entity, rules }
}

function proxyIn(
  { url = '', username, password }: NonNullable<BackendProperties['proxy']>,
  resolve: (text: string) => string,
): NonNullable<BackendEntity['proxy']> {
  return {
    url: resolve(url),
    ...(username === undefined ? {} : { username: resolve(username) }),
    ...(password === undefined ? {} : { password: resolve(password) }),
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
