import exec from 'k6/execution'
import type http from 'k6/http'
import type { Params } from 'k6/http'
import { nowMs } from './clock.ts'

declare const __ENV: Readonly<Record<string, string | undefined>>

export type Url = Parameters<typeof http.request>[1]
export type GivenParams = Params | null | undefined

const { GATEDRILL_RUN_ID: runId = '', GATEDRILL_HOST: host = '' } = __ENV
const timeout = `${__ENV.GATEDRILL_DEADLINE_MS ?? 60_000}ms`
/** Where each population comes in, in the order of the launch. */
const entrances: readonly string[] = JSON.parse(__ENV.GATEDRILL_ENTRANCES ?? '[]')

/** Ids of one virtual user: enough for an hour at a million requests per second. */
const idsPerUser = 2 ** 32
let made = 0
/**
 * k6 makes these anew whenever they are read, which costs as much as a request does. They stay the
 * virtual user's own, as this module is; before it runs there are none.
 */
let user: User | undefined

type User = { readonly id: number; readonly metadata: typeof exec.vu.metrics.metadata }

function currentUser(): User {
  user ??= { id: exec.vu.idInTest, metadata: exec.vu.metrics.metadata }
  return user
}

/** Which population's entrance a URL leads to; -1 for one that leads elsewhere. */
export function populationOf(url: Url): number {
  const text = typeof url === 'object' && 'url' in url ? String(url.url) : String(url)
  return entrances.findIndex((entrance) => text === entrance || text.startsWith(`${entrance}/`))
}

/** The first of so many ids that this virtual user gives to nothing else. */
export function takeIds(count: number): number {
  const first = currentUser().id * idsPerUser + made + 1
  made += count
  return first
}

/** With the id in `traceparent`, and with the gateway's host name and the load's deadline unless given. */
export function paramsOf(given: GivenParams, requestId: number): Params {
  const { headers = {} } = given ?? {}
  const named: Record<string, string> = host === '' || namesHost(headers) ? {} : { Host: host }
  const traceparent = `00-${runId}${hex16(requestId)}${ofFirstAttempt}`
  return { timeout, ...given, headers: Object.assign(named, headers, { traceparent }) }
}

/** What `send` sends carries the mark to the output; `populationOf` and an id go into it. */
export function marked<Result>(mark: string, send: () => Result): Result {
  const { metadata } = currentUser()
  metadata.gatedrill = mark
  try {
    return send()
  } finally {
    // What other modules send is not of this request.
    delete metadata.gatedrill
  }
}

/** Of a request to the gateway. */
export function markOf(requestId: number, population: number): string {
  return `${requestId}:${population}:${nowMs()}`
}

/** Of a request that stands in no other ledger. */
export const elsewhere = '-'

const ofFirstAttempt = `-${hex16(1)}-01`

function namesHost(headers: Readonly<Record<string, unknown>>): boolean {
  for (const name in headers) if (name.length === 4 && name.toLowerCase() === 'host') return true
  return false
}

function hex16(value: number): string {
  return value.toString(16).padStart(16, '0')
}
