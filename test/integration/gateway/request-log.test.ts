import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { serveFolder } from '../../../gateway/serve.ts'
import { localBackend } from './local-backend.ts'

type Row = Readonly<Record<string, unknown>>

/** An API `/orders` with an operation for any method and path, and these diagnostics. */
async function gatewayWith(diagnostics: Readonly<Record<string, unknown>>, policy = '') {
  const folder = mkdtempSync(join(tmpdir(), 'request-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, 'config', path)), { recursive: true })
    writeFileSync(join(folder, 'config', path), text)
  }
  const properties = {
    displayName: 'Orders',
    path: 'orders',
    serviceUrl: 'https://orders.example/v1',
    subscriptionRequired: false,
  }
  put('apis/orders/apiInformation.json', JSON.stringify({ properties }))
  const post = { operationId: 'create', responses: { 200: { description: 'made' } } }
  put(
    'apis/orders/specification.json',
    JSON.stringify({
      openapi: '3.0.1',
      info: { title: 'o', version: '1' },
      paths: { '/items': { post, get: { ...post, operationId: 'list' } } },
    }),
  )
  put('apis/orders/policy.xml', `<policies><inbound><base />${policy}</inbound></policies>`)
  for (const [path, properties] of Object.entries(diagnostics)) {
    put(`${path}/diagnosticInformation.json`, JSON.stringify({ properties }))
  }
  const backend = await localBackend((_head, response, body) => {
    response.setHeader('X-Backend', 'b1')
    response.setHeader('Set-Cookie', 'session=secret')
    response.end(`answer to ${body}`)
  })
  const sink = join(folder, 'sink')
  const gateway = await serveFolder({
    folder: join(folder, 'config'),
    port: 0,
    host: '127.0.0.1',
    hosts: { '*': backend.endpoint },
    namedValues: {},
    keysOf: (id) => ({ primary: id, secondary: `${id}2` }),
    isStrict: false,
    say: () => undefined,
    sink,
  })
  const rowsOf = (logger: string): readonly Row[] => {
    const file = join(sink, `requests-${logger}-local.jsonl`)
    if (!existsSync(file)) return []
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
  return {
    url: `${gateway.url}/orders/items`,
    sink,
    rowsOf,
    /** Rows of the logger, once there are so many. */
    async rows(logger: string, count: number) {
      return vi.waitFor(
        () => {
          const rows = rowsOf(logger)
          expect(rows).toHaveLength(count)
          return rows
        },
        { timeout: 5_000, interval: 20 },
      )
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await backend[Symbol.asyncDispose]()
    },
  }
}

const all = { loggerId: '/loggers/ai', sampling: { samplingType: 'fixed', percentage: 100 } }
const message = { headers: ['X-A', 'Authorization', 'X-Backend', 'Set-Cookie'], body: { bytes: 6 } }

test('a request is a row, with the headers and bytes that the diagnostic asks for', async () => {
  const policy =
    '<set-header name="X-A"><value>changed</value></set-header><trace source="s" severity="information"><message>hello</message><metadata name="plan" value="gold" /></trace><trace source="s" severity="verbose"><message>unheard</message></trace>'
  await using world = await gatewayWith(
    {
      'diagnostics/applicationinsights': {
        ...all,
        logClientIp: true,
        frontend: { request: message, response: message },
        backend: { request: message, response: message },
      },
    },
    policy,
  )
  const answer = await fetch(`${world.url}?access-token=k1&page=2`, {
    method: 'POST',
    headers: { 'X-A': 'sent', Authorization: 'Bearer x', 'X-B': 'no' },
    body: '{"id":12345}',
  })
  expect(await answer.text()).toBe('answer to {"id":12345}')
  const [row] = await world.rows('ai', 1)
  expect(row).toMatchObject({
    TimeGenerated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    IsRequestSuccess: true,
    Category: 'GatewayLogs',
    Method: 'POST',
    Url: expect.stringMatching(/\/orders\/items\?access-token=\*\*\*&page=2$/),
    CallerIpAddress: '127.0.0.1',
    ResponseCode: 200,
    Cache: 'none',
    BackendMethod: 'POST',
    BackendUrl: 'https://orders.example/v1/items?access-token=***&page=2',
    BackendResponseCode: 200,
    ApiId: 'orders',
    OperationId: 'create',
    TraceRecords: [
      { severity: 'information', source: 's', message: 'hello', metadata: { plan: 'gold' } },
    ],
    RequestHeaders: { 'X-A': 'sent', Authorization: '***' },
    RequestBody: '{"id":',
    RequestSize: 12,
    BackendRequestHeaders: { 'X-A': 'changed', Authorization: '***' },
    BackendRequestBody: '{"id":',
    BackendResponseHeaders: { 'X-Backend': 'b1', 'Set-Cookie': '***' },
    BackendResponseBody: 'answer',
    ResponseBody: 'answer',
    ResponseSize: 22,
  })
})

test('masks hide what they name, in headers and in the query', async () => {
  const dataMasking = {
    headers: [
      { value: 'x-a', mode: 'Mask' },
      { value: 'x-b', mode: 'Hide' },
    ],
    queryParams: [
      { value: 'card', mode: 'Mask' },
      { value: 'pin', mode: 'Hide' },
    ],
  }
  const request = { headers: ['X-A', 'X-B', 'X-C'], dataMasking }
  await using world = await gatewayWith({
    'diagnostics/azuremonitor': { ...all, frontend: { request } },
  })
  const headers = { 'X-A': 'a', 'X-B': 'b', 'X-C': 'c' }
  await fetch(`${world.url}?card=4111&pin=99&page=2`, { headers })
  const [row] = await world.rows('ai', 1)
  expect(row?.RequestHeaders).toEqual({ 'X-A': '***', 'X-C': 'c' })
  expect(row?.Url).toMatch(/\/items\?card=\*\*\*&page=2$/)
})

test('errors are logged however few requests are sampled, with the error', async () => {
  const policy =
    '<choose><when condition="@(context.Request.Headers.ContainsKey("X-Bad"))"><check-header name="X-Good" failed-check-httpcode="403" failed-check-error-message="no" ignore-case="true" /></when></choose>'
  await using world = await gatewayWith(
    {
      'diagnostics/applicationinsights': {
        loggerId: 'ai',
        alwaysLog: 'allErrors',
        sampling: { samplingType: 'fixed', percentage: 0 },
      },
    },
    policy,
  )
  for (let count = 0; count < 5; count += 1) await fetch(world.url)
  await fetch(world.url, { headers: { 'X-Bad': '1' } })
  expect(await world.rows('ai', 1)).toMatchObject([
    {
      IsRequestSuccess: false,
      ResponseCode: 403,
      LastErrorSource: 'check-header',
      LastErrorReason: 'HeaderNotFound',
      LastErrorSection: 'inbound',
      LastErrorScope: 'api',
    },
  ])
})

test('a share of requests is sampled', async () => {
  await using world = await gatewayWith({
    'diagnostics/applicationinsights': { loggerId: 'some', sampling: { percentage: 50 } },
    'diagnostics/azuremonitor': all,
  })
  const count = 60
  for (let number = 0; number < count; number += 1) await (await fetch(world.url)).text()
  await world.rows('ai', count)
  const some = world.rowsOf('some').length
  expect(some).toBeGreaterThan(count * 0.2)
  expect(some).toBeLessThan(count * 0.8)
})

test('the diagnostic of an API stands in for the one of all APIs', async () => {
  await using world = await gatewayWith({
    'diagnostics/applicationinsights': { ...all, loggerId: 'all' },
    'apis/orders/diagnostics/applicationinsights': { ...all, loggerId: 'own' },
  })
  await fetch(world.url)
  await fetch(world.url.replace('/orders/items', '/nowhere'))
  expect((await world.rows('own', 1))[0]).toMatchObject({ ApiId: 'orders' })
  expect((await world.rows('all', 1))[0]).toMatchObject({ ResponseCode: 404 })
})

test('without a diagnostic nothing is logged', async () => {
  await using world = await gatewayWith({})
  await fetch(world.url)
  expect(readdirSync(world.sink)).toEqual([])
})
