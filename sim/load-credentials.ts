import { z } from 'zod'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import { nearestOf } from '../scenarios/nearest.ts'
import type { Scenario } from '../scenarios/schema.ts'
import type { LoadOperation } from './callable-operations.ts'
import { worldErrorCodes, worldProblem } from './errors.ts'
import { writtenOperations } from './load-sessions.ts'

type Load = Scenario['load']
type Credentials = NonNullable<NonNullable<Load['populations']>[number]['credentials']>

/** The operations with what each population with credentials sends in them. */
export function withCredentials(
  operations: readonly LoadOperation[],
  { populations = [] }: Pick<Load, 'populations'>,
  content: RevisionContent,
): readonly LoadOperation[] {
  const known = populations.flatMap(({ name, credentials }) =>
    credentials === undefined ? [] : [{ name, credentials }],
  )
  if (known.length === 0) return operations
  return operations.map((operation) => ({
    ...operation,
    headersOf: Object.fromEntries(
      known.map(({ name, credentials }) => [name, headersOf(credentials, operation, content)]),
    ),
  }))
}

function headersOf(
  { subscription: id, basic, headers }: Credentials,
  { path }: LoadOperation,
  content: RevisionContent,
): Record<string, string> {
  const subscription = content.subscriptions.find((candidate) => candidate.id === id)
  // Source: RFC 7617, section 2.
  const text = basic && Buffer.from(`${basic.user}:${basic.password}`).toString('base64')
  return {
    ...(subscription && { [keyHeaderOf(path, content)]: subscription.primaryKey }),
    ...(text === undefined ? {} : { authorization: `Basic ${text}` }),
    ...headers,
  }
}

/** An API may call its key's header otherwise; the API is the one with the longest path. */
export function keyHeaderOf(path: string, { apis }: RevisionContent): string {
  const [api] = apis
    .filter((candidate) => candidate.path === '' || `${path}/`.startsWith(`/${candidate.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)
  return api?.subscriptionKeyHeader ?? 'Ocp-Apim-Subscription-Key'
}

/** Subscriptions of populations that the configuration does not have, or does not let in. */
export function credentialProblems(
  { populations = [] }: Pick<Load, 'populations'>,
  content: RevisionContent,
): Problem[] {
  return populations.flatMap(({ credentials }, index) => {
    const where = `load.populations[${index}].credentials.subscription`
    return subscriptionProblems(credentials?.subscription, where, content)
  })
}

/** What keeps a subscription's key from opening anything, if there is such a subscription at all. */
export function subscriptionProblems(
  id: string | undefined,
  where: string,
  { subscriptions }: RevisionContent,
): Problem[] {
  if (id === undefined) return []
  const found = subscriptions.find((subscription) => subscription.id === id)
  const known = subscriptions.map((subscription) => subscription.id)
  if (found === undefined) {
    const nearest = nearestOf(id, known)
    return [
      worldProblem({
        code: worldErrorCodes.loadUnknownSubscription,
        where,
        what: `the configuration has no subscription ${id}`,
        why: known.length === 0 ? 'it has none at all' : `it has ${known.slice(0, 20).join(', ')}`,
        fix: nearest === undefined ? 'name one of these, or leave it out' : `write ${nearest}`,
      }),
    ]
  }
  if (found.state === 'active') return []
  return [
    worldProblem({
      code: worldErrorCodes.loadSubscriptionInactive,
      where,
      what: `the subscription ${id} is ${found.state}`,
      why: 'the gateway would refuse every request with its key',
      fix: 'name an active one; to drill refusals, send its key by headers',
    }),
  ]
}

/** Throws a GatedrillError that names every expired JWT of the scenario. */
export function refuseExpiredTokens(scenario: Pick<Scenario, 'load'>, now: Date): void {
  const problems = expiredTokenProblems(scenario, now)
  if (problems.length > 0) throw new GatedrillError(problems)
}

/** JWTs written into the scenario's headers whose time is over by now. */
export function expiredTokenProblems({ load }: Pick<Scenario, 'load'>, now: Date): Problem[] {
  const { populations = [] } = load
  const given = [
    ...writtenOperations(load).map(({ operation, where }) => {
      return { headers: operation.headers, at: where }
    }),
    ...populations.map(({ credentials }, index) => {
      return { headers: credentials?.headers ?? {}, at: `load.populations[${index}].credentials` }
    }),
  ]
  return given.flatMap(({ headers, at }) =>
    Object.entries(headers).flatMap(([name, value]) => {
      const expiresAtS = expiryOf(value)
      if (expiresAtS === undefined || expiresAtS * 1_000 > now.getTime()) return []
      return worldProblem({
        code: worldErrorCodes.loadTokenExpired,
        where: `${at}.headers.${name}`,
        what: `this JWT expired at ${new Date(expiresAtS * 1_000).toISOString()}`,
        why: 'a gateway that validates it would refuse every request',
        fix: 'have tokens minted: identity and load.token (or credentials.token) instead',
      })
    }),
  )
}

const claimsSchema = z.object({ exp: z.number().min(0).max(8.64e12) })

/** `exp` of a bearer token that is a JWT, seconds since 1970. Source: RFC 7519, section 4.1.4. */
function expiryOf(value: string): number | undefined {
  const payload = /^bearer +[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(value)?.[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return claimsSchema.safeParse(claims).data?.exp
  } catch {
    // No JWT: what it is, only the gateway can tell.
    return undefined
  }
}
