import { expect } from 'vitest'
import { toText } from '../../../gateway/policy/expressions/runtime/text.ts'
import type { Expected } from './format.ts'
import type { Outcome } from './gateway.ts'

/** Compares what came of a request with what its document expects. */
export function check(outcome: Outcome, expected: Expected): void {
  const { exchange } = outcome
  // All in one, so that a failure shows whatever else is different.
  const known = {
    status: outcome.status,
    reason: outcome.reason,
    headers: Object.fromEntries(
      Object.entries(expected.headers).map(([name, value]) => [
        name,
        headerOf(outcome.headers.get(name), value),
      ]),
    ),
    body: outcome.body.replaceAll(exchange.id, '<request-id>'),
    lastError: exchange.lastError ?? null,
    attribution: exchange.attribution,
    variables: Object.fromEntries(
      Object.keys(expected.variables).map((name) => [name, variableOf(name, outcome)]),
    ),
    operation: exchange.operation?.id ?? null,
    api: exchange.api?.id ?? null,
    product: exchange.product?.id ?? null,
    subscription: exchange.subscription?.id ?? null,
    tookMs: outcome.tookMs,
    traced: outcome.traced,
    events: outcome.events,
    metrics: outcome.metrics,
    calls: expected.calls === undefined ? [] : callsOf(outcome, expected.calls),
  }
  const { matches, json, calls, ...plain } = expected
  const wanted = Object.fromEntries(
    Object.entries({ ...plain, calls: calls?.map(wantedCall) ?? [] }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  expect(known).toMatchObject(wanted)
  if (matches !== undefined) expect(known.body).toMatch(new RegExp(matches))
  if (json !== undefined) expect(JSON.parse(known.body)).toEqual(json)
}

function headerOf(values: readonly string[] | undefined, wanted: unknown) {
  if (values === undefined) return null
  return Array.isArray(wanted) ? values : values.join(', ')
}

function variableOf(name: string, { exchange }: Outcome): string | null {
  const value = exchange.variables.get(name)
  return value === undefined ? null : toText(value)
}

type WantedCalls = NonNullable<Expected['calls']>

/** Of each call only what is expected of it; a call that is not expected shows whole. */
function callsOf({ calls }: Outcome, wanted: WantedCalls) {
  return calls.map((call, index) => {
    const one = wanted[index]
    if (one === undefined) return call
    return {
      ...call,
      headers: Object.fromEntries(
        Object.keys(one.headers).map((name) => [
          name,
          call.headers.get(name.toLowerCase()) ?? null,
        ]),
      ),
    }
  })
}

function wantedCall(call: WantedCalls[number]) {
  return Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined))
}
