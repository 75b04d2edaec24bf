import { expect, test } from 'vitest'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import { newResponse } from '../../../../gateway/pipeline/response.ts'
import { mintDebugToken } from '../../../../gateway/trace/debug-token.ts'
import type { RequestTrace } from '../../../../gateway/trace/trace.ts'
import { openTraceDesk, type TraceDesk } from '../../../../gateway/trace/trace-desk.ts'
import type { Subscription } from '../../../../ledger/revision.ts'
import { apiOf } from '../in-memory.ts'

const key = Buffer.alloc(32, 1)
const hourMs = 3_600_000
const tokenFor = (apiId: string, expiresAtMs = hourMs) =>
  mintDebugToken({ apiId, expiresAtMs }, key)

function traceWith(traceId: string, api = 'orders'): RequestTrace {
  return {
    traceId,
    receivedAt: '2026-01-01T00:00:00.000Z',
    revision: 1,
    request: { method: 'GET', url: 'https://g/orders', headers: [] },
    matched: { api, operation: '', product: '', subscription: '' },
    steps: [],
    beforeSend: [],
    response: {
      status: 200,
      reason: 'OK',
      headers: [],
      madeBy: { layer: 'backend', policy: '', scope: '', section: '', reason: '' },
    },
    durationUs: 1,
  }
}

function subscription(mayTrace: boolean): Subscription {
  return {
    id: 's',
    name: 's',
    scope: { kind: 'all' },
    state: 'active',
    primaryKey: 'a',
    secondaryKey: 'b',
    mayTrace,
  }
}

/** What a caller with these headers gets. */
function asked(desk: TraceDesk, named: Record<string, string>, mayTrace = false) {
  const headers = HeaderList.fromRaw(Object.entries(named).flat())
  const api = apiOf([], { id: 'orders;rev=2' })
  const origin = 'http://gateway.example:8080'
  const grant = desk.grantOf({ headers, api, subscription: subscription(mayTrace), origin })
  const response = newResponse(200)
  grant.announce(response, grant.isGranted ? traceWith('t1') : undefined)
  return { headers, announced: Object.fromEntries(response.headers.entries()) }
}

const name = 'Apim-Debug-Authorization'

test.each([
  ['a token of its API', { [name]: tokenFor('orders') }, false, { 'Apim-Trace-Id': ['t1'] }],
  [
    'a token of another API',
    { [name]: tokenFor('customers') },
    true,
    { [`${name}-WrongAPI`]: ['The token was issued for the API customers.'] },
  ],
  [
    'an old token',
    { [name]: tokenFor('orders', 1_000) },
    true,
    { [`${name}-Expired`]: ['The token expired at 1970-01-01T00:00:01.000Z.'] },
  ],
  ['a forged token', { [name]: `${tokenFor('orders')}x` }, true, {}],
  ['a forged token beside the older header', { [name]: 'x', 'Ocp-Apim-Trace': 'true' }, true, {}],
  ['the older header, without the right to it', { 'Ocp-Apim-Trace': 'true' }, false, {}],
  ['the older header, switched off', { 'Ocp-Apim-Trace': 'false' }, true, {}],
  [
    'the older header and the right to it',
    { 'Ocp-Apim-Trace': 'true' },
    true,
    {
      'Ocp-Apim-Trace-Location': [
        expect.stringMatching(
          /^http:\/\/gateway\.example:8080\/trace-[\da-f]{16}\?id=t1&sn=[\w-]{43}$/,
        ),
      ],
    },
  ],
])('a caller with %s', (_case, headers, mayTrace, announced) => {
  const desk = openTraceDesk({ key, unixMs: () => 2_000 })
  expect(asked(desk, headers, mayTrace).announced).toEqual(announced)
})

test('a debug token never gets further than the gateway', () => {
  const desk = openTraceDesk({ key, unixMs: () => 0 })
  expect(asked(desk, { [name]: tokenFor('orders') }).headers.has(name)).toBe(false)
})

test('a trace is for those with a token of its API or the signature of its address', () => {
  const desk = openTraceDesk({ key, unixMs: () => 0 })
  const location = String(
    asked(desk, { 'Ocp-Apim-Trace': 'true' }, true).announced['Ocp-Apim-Trace-Location'],
  )
  const signature = new URL(location).searchParams.get('sn') ?? ''
  desk.keep(traceWith('t1'))
  desk.keep(traceWith('t2'))
  expect(desk.find('t1', { token: tokenFor('orders') })).toMatchObject({ traceId: 't1' })
  expect(desk.find('t1', { signature })).toMatchObject({ traceId: 't1' })
  expect(desk.find('t2', { signature })).toBe('forbidden')
  expect(desk.find('t1', { token: tokenFor('customers') })).toBe('forbidden')
  expect(desk.find('t1', {})).toBe('forbidden')
  expect(desk.find('none', {})).toBe('forbidden')
  expect(desk.find('none', { token: tokenFor('orders') })).toBe('unknown')
})

test('the last hundred traces are kept, for an hour', () => {
  let nowMs = 0
  const desk = openTraceDesk({ key, unixMs: () => nowMs })
  const token = tokenFor('orders', 10 * hourMs)
  const isKept = (id: string) => typeof desk.find(id, { token }) === 'object'
  for (let number = 1; number <= 101; number += 1) desk.keep(traceWith(`t${number}`))
  expect([isKept('t1'), isKept('t2'), isKept('t101')]).toEqual([false, true, true])
  nowMs = hourMs - 1
  expect(isKept('t101')).toBe(true)
  nowMs = hourMs
  expect(isKept('t101')).toBe(false)
})
