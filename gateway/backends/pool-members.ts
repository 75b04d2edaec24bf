import { hash } from 'node:crypto'
import type { BackendEntity } from '../../ledger/revision.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import type { Destination, Found } from './destination.ts'

type Member = {
  readonly destination: Destination
  readonly weight: number
  /** The value of the session cookie that leads here. */
  readonly session: string
  /** The same destination for a client that has no such cookie yet. */
  readonly firstVisit: Destination
  credit: number
}

/**
 * Chooses a member for each call: of the group with the lowest priority number that has one whose
 * circuit is closed, each as often as its weight says. A client with a session cookie stays with
 * its member while that one may be called. Source: APIM, backends (load-balanced pools).
 */
export function compilePool(
  { id, members, sessionCookie }: BackendEntity,
  destinationOf: (memberId: string) => Destination | undefined,
): (headers: HeaderList | undefined) => Found {
  const callable = members
    .filter(({ weight }) => weight > 0)
    .flatMap(({ id: memberId, weight, priority }) => {
      const destination = destinationOf(memberId)
      if (destination === undefined) return []
      return [{ priority, member: memberOf(id, destination, weight, sessionCookie) }]
    })
  const priorities = [...new Set(callable.map(({ priority }) => priority))].toSorted(
    (a, b) => a - b,
  )
  const groups = priorities.map((priority) =>
    callable.filter((one) => one.priority === priority).map(({ member }) => member),
  )
  const everyone = groups.flat()
  const bySession = new Map(everyone.map((member) => [member.session, member]))
  return (headers) => {
    if (sessionCookie !== undefined) {
      const session = cookieOf(headers?.first('cookie'), sessionCookie)
      const known = session === undefined ? undefined : bySession.get(session)
      if (known !== undefined && openForMs(known) === 0) return known.destination
    }
    for (const group of groups) {
      const member = nextOf(group)
      if (member !== undefined) return member.firstVisit
    }
    if (everyone.length === 0) return `pool ${id} has no member that can be called`
    return { backendId: id, kind: 'pool', openForMs: Math.min(...everyone.map(openForMs)) }
  }
}

function memberOf(
  poolId: string,
  destination: Destination,
  weight: number,
  sessionCookie: string | undefined,
): Member {
  // Told apart, but not by their names: the cookie goes to clients.
  const session = hash('sha256', `${poolId}/${destination.backendId}`).slice(0, 32)
  const setCookie = `${sessionCookie}=${session}; Path=/; HttpOnly`
  const firstVisit = sessionCookie === undefined ? destination : { ...destination, setCookie }
  return { destination, weight, session, firstVisit, credit: 0 }
}

/** Smooth weighted round-robin: members of a weight come evenly, never in bursts. */
function nextOf(group: readonly Member[]): Member | undefined {
  let best: Member | undefined
  let total = 0
  for (const member of group) {
    if (openForMs(member) > 0) continue
    member.credit += member.weight
    total += member.weight
    if (best === undefined || member.credit > best.credit) best = member
  }
  if (best !== undefined) best.credit -= total
  return best
}

function openForMs({ destination }: Member): number {
  return destination.circuit?.openForMs() ?? 0
}

/** The value of a cookie in a `Cookie` header. Source: RFC 6265, section 4.2.1. */
function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
