import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveFolder } from '../../../gateway/serve.ts'
import { mintDebugToken } from '../../../gateway/trace/debug-token.ts'
import type { RequestTrace } from '../../../gateway/trace/trace.ts'
import { tracePath } from '../../../gateway/trace/trace-desk.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'

const key = Buffer.alloc(32, 5)
const token = mintDebugToken({ apiId: 'orders', expiresAtMs: Date.now() + 3_600_000 }, key)

const operation = operationOf('item', {
  urlTemplate: '/item/{id}',
  policy: document(
    '<policies><inbound><base /><set-header name="X-Plan" exists-action="override"><value>gold</value></set-header></inbound></policies>',
    'apis/orders/operations/item/policy.xml',
  ),
})
const limited = operationOf('limited', {
  policy: document(
    '<policies><inbound><base /><rate-limit-by-key calls="2" renewal-period="60" counter-key="all" /></inbound></policies>',
    'limited.xml',
  ),
})
const content = contentOf({
  apis: [apiOf([operation, limited], { serviceUrl: 'http://backend.example' })],
})

let backend: LocalBackend
let gateway: GatewayProcess
beforeAll(async () => {
  backend = await localBackend()
  gateway = await startGateway({
    revision: revisionOf(1, content),
    hosts: { '*': backend.endpoint },
    debugKey: key.toString('hex'),
  })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
})

const debug = { 'Apim-Debug-Authorization': token }

async function traceOf(id: string | null, headers: Record<string, string>, format = '') {
  return fetch(`${gateway.url}${tracePath}?id=${id}${format}`, { headers })
}

test('a request with a debug token has a trace that its id brings back', async () => {
  const answer = await fetch(`${gateway.url}/orders/item/7`, { headers: debug })
  const id = answer.headers.get('Apim-Trace-Id')
  expect(answer.status).toBe(200)
  const fetched = await traceOf(id, debug)
  expect(fetched.headers.get('Content-Type')).toBe('application/json')
  const trace: RequestTrace = JSON.parse(await fetched.text())
  expect(trace.steps).toMatchObject([
    { policy: 'set-header', changes: [{ name: 'X-Plan', value: 'gold' }] },
    {
      policy: 'forward-request',
      changes: expect.arrayContaining([{ kind: 'status', value: 200 }]),
    },
  ])
  const [first, second] = trace.steps
  expect(second?.startUs).toBeGreaterThanOrEqual(first?.startUs ?? Number.NaN)
  expect(second?.durationUs).toBeGreaterThan(0)
  expect(trace.response.madeBy.layer).toBe('backend')
  const inServiceShape = await (await traceOf(id, debug, '&format=service')).json()
  expect(inServiceShape).toMatchObject({ traceEntries: { inbound: expect.any(Array) } })
})

test('the token does not reach the backend, and a request without one has no trace', async () => {
  await fetch(`${gateway.url}/orders/item/7`, { headers: debug })
  expect(backend.requests.at(-1)?.head.headers).not.toHaveProperty('apim-debug-authorization')
  const answer = await fetch(`${gateway.url}/orders/item/7`)
  expect(answer.headers.has('Apim-Trace-Id')).toBe(false)
})

test('a traced request counts against the same limits as all others', async () => {
  const statuses: number[] = []
  for (const headers of [{}, debug, {}, debug]) {
    statuses.push((await fetch(`${gateway.url}/orders/limited`, { headers })).status)
  }
  expect(statuses).toEqual([200, 200, 429, 429])
})

test.each([
  ['without a token', {}, 401],
  ['with a forged token', { 'Apim-Debug-Authorization': `${token}x` }, 401],
  ['with a token, of an id that is none', debug, 404],
])('a trace is not given out %s', async (_case, headers, status) => {
  const refused = await traceOf('none', headers)
  expect(refused.status).toBe(status)
  expect(await refused.json()).toMatchObject({ statusCode: status })
})

test('a folder served with traces prints its tokens, and a trace when one is brought', async () => {
  const lines: string[] = []
  await using served = await serveFolder({
    folder: join(import.meta.dirname, '../../../scenarios/configs/orders'),
    port: 0,
    host: '127.0.0.1',
    hosts: { '*': backend.endpoint },
    namedValues: {},
    keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
    isStrict: false,
    isTraced: true,
    say: (line) => lines.push(line),
  })
  const printed = lines.find((line) => line.includes('Apim-Debug-Authorization: aid=orders&'))
  await fetch(`${served.url}/orders/5`, {
    headers: {
      'Apim-Debug-Authorization': printed?.split(': ')[1] ?? '',
      'Ocp-Apim-Subscription-Key': 'operations-primary',
    },
  })
  const told = lines.join('\n')
  expect(told).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/orders\/5/)
  expect(told).toMatch(/forward-request +\d+ µs .* apis\/orders\/policy\.xml:\d+:\d+/)
  expect(told.slice(told.indexOf('/orders/5'))).not.toContain('operations-primary')
})
