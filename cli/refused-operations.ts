import { parseQuery } from '../gateway/pipeline/query.ts'
import { type Authorizer, compileAuthorizer } from '../gateway/routing/authorize.ts'
import { compileRouter, type HeadersRead, type Router } from '../gateway/routing/router.ts'
import type { Problem } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import { fill, templateOf } from '../load/template.ts'
import type { Scenario } from '../scenarios/schema.ts'
import type { LoadOperation } from '../sim/callable-operations.ts'
import { writtenOperations } from '../sim/load-sessions.ts'

/** Answers of the gateway to what is no operation, and to what lacks a key. */
const [unmatched, withoutKey] = [404, 401]

/**
 * Operations that a scenario writes and its gateway would turn away before any policy runs: of no
 * API, or without the subscription key that their API wants. `operations` are the same, resolved.
 * Silent where the configuration, or what clients send, changes in the course of the drill.
 */
export function refusedOperations(
  { load, edits, changes, standby }: Scenario,
  operations: readonly LoadOperation[],
  content: RevisionContent,
): readonly Problem[] {
  if (edits.length > 0 || changes.length > 0 || standby !== undefined) return []
  const gateway = { router: compileRouter(content), authorizer: compileAuthorizer(content) }
  return writtenOperations(load).flatMap(({ where }, index) => {
    const operation = operations[index]
    return operation === undefined ? [] : refusalsOf(operation, where, gateway)
  })
}

function refusalsOf(
  { method, path: template, headers, headersOf, okStatuses = [] }: LoadOperation,
  where: string,
  { router, authorizer }: { readonly router: Router; readonly authorizer: Authorizer },
): readonly Problem[] {
  const { pathname, search } = new URL(sampleOf(template), 'https://gateway.example')
  const [query, read] = [parseQuery(search.slice(1)), headersIn(headers)]
  const match = router.match(method, pathname, query, read)
  if (match === undefined) {
    if (okStatuses.includes(unmatched)) return []
    return [
      {
        code: 'CLI_LOAD_UNMATCHED',
        where: `${where}.path`,
        what: `${method} ${template} is no operation of this configuration`,
        why: 'the gateway answers 404 before any policy runs, and the load measures nothing else',
        fix: 'begin with the path of an API: "gatedrill explain <folder>" with method and path names the nearest',
      },
    ]
  }
  const { stop } = authorizer(match.api, read, query, 'gateway.example')
  // Populations may have keys of their own.
  if (stop === undefined || headersOf !== undefined || okStatuses.includes(withoutKey)) return []
  return [
    {
      code: 'CLI_LOAD_WITHOUT_KEY',
      where,
      what: `API ${match.api.id} wants a subscription key, and this sends none that reaches it`,
      why: 'the gateway answers 401 before any policy runs',
      fix: 'name a subscription that reaches the API: subscription: <id>',
    },
  ]
}

/** The path with a number in each of its places. */
function sampleOf(path: string): string {
  const template = templateOf(path)
  return fill(
    template,
    Float64Array.from(template.ranges, ({ from }) => from),
    0,
  )
}

function headersIn(headers: Readonly<Record<string, string>>): HeadersRead {
  const byName = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return { first: (name) => byName.get(name.toLowerCase()) }
}
