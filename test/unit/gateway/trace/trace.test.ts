import { expect, test } from 'vitest'
import { serviceTraceOf } from '../../../../gateway/trace/service-trace.ts'
import { traceLines } from '../../../../gateway/trace/trace-text.ts'
import { apiOf, document, operationOf } from '../in-memory.ts'
import { policies, traceOf } from './explained.ts'

const setHeader = (name: string, value: string, action = 'override') =>
  `<set-header name="${name}" exists-action="${action}"><value>${value}</value></set-header>`

test('every policy run is told in order, with where it stands and what it changed', async () => {
  const { steps, matched, revision, response } = await traceOf({
    api: policies({ inbound: setHeader('X-Api', 'a'), backend: '<forward-request />' }),
    operation:
      '<policies><inbound><base /><choose><when condition="@(true)">' +
      `${setHeader('X-Op', 'o')}<set-variable name="n" value="@(7)" /></when></choose></inbound>` +
      '<outbound><set-status code="202" reason="Taken" /></outbound></policies>',
  })
  expect(
    steps.map(({ policy, section, scope, owner, path }) => [policy, section, scope, owner, path]),
  ).toEqual([
    ['set-header', 'inbound', 'api', 'orders', 'set-header[1]'],
    ['choose', 'inbound', 'operation', 'orders/item', 'choose[1]'],
    ['set-header', 'inbound', 'operation', 'orders/item', 'choose[1]\\when[1]\\set-header[1]'],
    ['set-variable', 'inbound', 'operation', 'orders/item', 'choose[1]\\when[1]\\set-variable[1]'],
    ['forward-request', 'backend', 'api', 'orders', 'forward-request[1]'],
    ['set-status', 'outbound', 'operation', 'orders/item', 'set-status[1]'],
  ])
  expect(steps.map(({ changes }) => changes.slice(0, 2))).toEqual([
    [{ kind: 'header', of: 'request', name: 'X-Api', value: 'a' }],
    [],
    [{ kind: 'header', of: 'request', name: 'X-Op', value: 'o' }],
    [{ kind: 'variable', name: 'n', value: '7', type: 'System.Int32' }],
    [
      { kind: 'call', status: 200, attempts: 1, durationUs: 0 },
      { kind: 'status', value: 200 },
    ],
    [{ kind: 'status', value: 202, before: 200 }],
  ])
  expect(steps[2]?.document).toBe('operation.xml:1:62')
  expect(steps.every(({ outcome }) => outcome === 'went-on')).toBe(true)
  expect(matched).toEqual({ api: 'orders', operation: 'item', product: '', subscription: '' })
  expect(revision).toBe(3)
  expect(response).toMatchObject({ status: 202, madeBy: { policy: 'set-status' } })
})

test.each([
  [
    'a removed header',
    setHeader('X-In', '', 'delete'),
    { kind: 'header', name: 'X-In', before: '1' },
  ],
  ['a replaced header', setHeader('X-In', '2'), { kind: 'header', value: '2', before: '1' }],
  ['a method', '<set-method>PUT</set-method>', { kind: 'method', value: 'PUT', before: 'GET' }],
  [
    'a path',
    '<rewrite-uri template="/other/{id}" />',
    { kind: 'url', value: '/other/7', before: '/item/7' },
  ],
  [
    'a query',
    '<set-query-parameter name="a" exists-action="override"><value>b c</value></set-query-parameter>',
    { kind: 'url', value: '/item/7?a=b%20c', before: '/item/7' },
  ],
  [
    'a backend',
    '<set-backend-service base-url="https://other.example" />',
    { kind: 'backend', value: 'https://other.example', before: 'https://backend.example/base' },
  ],
  ['a body', '<set-body>twelve bytes</set-body>', { kind: 'body', of: 'request', value: 12 }],
])('%s that a policy changes is told', async (_case, inbound, change) => {
  const { steps } = await traceOf({
    operation: policies({ inbound }),
    headers: { 'X-In': '1' },
  })
  expect(steps[0]?.changes).toEqual([expect.objectContaining(change)])
})

test('a request that is let in by nobody has the built-in step that refused it, then on-error', async () => {
  const { steps, lastError, response } = await traceOf({
    target: '/nowhere',
    content: {
      globalPolicy: { file: 'g.xml', xml: policies({ 'on-error': setHeader('X', 'e') }) },
    },
  })
  expect(steps.map(({ policy, section, outcome }) => [policy, section, outcome])).toEqual([
    ['configuration', '', 'failed'],
    ['pipeline', '', 'went-on'],
    ['set-header', 'on-error', 'went-on'],
  ])
  expect(steps[0]?.error).toMatchObject({ status: 404, reason: 'OperationNotFound' })
  expect(lastError?.source).toBe('configuration')
  expect(response.madeBy).toMatchObject({ layer: 'gateway', policy: 'configuration' })
})

test('an expression that throws is told where it did', async () => {
  const { steps, response } = await traceOf({
    operation: policies({
      inbound: '<set-variable name="v" value="@((string)context.Variables[&quot;none&quot;])" />',
    }),
  })
  expect(steps[0]).toMatchObject({
    policy: 'set-variable',
    outcome: 'failed',
    error: { status: 500 },
  })
  expect(steps[0]?.error?.message).toContain('none')
  expect(response.status).toBe(500)
})

test('what ends a request says so, and nothing behind it is in the trace', async () => {
  const { steps } = await traceOf({
    operation: policies({
      inbound: `<return-response><set-status code="204" /></return-response>${setHeader('X', '1')}`,
    }),
  })
  expect(steps.map(({ policy, outcome }) => [policy, outcome])).toEqual([
    ['return-response', 'responded'],
  ])
})

test('each try of a retry is a run of its own', async () => {
  const { steps } = await traceOf({
    api: policies({
      backend: '<retry condition="@(true)" count="2" interval="1"><forward-request /></retry>',
    }),
  })
  expect(steps.map(({ policy }) => policy)).toEqual([
    'retry',
    'forward-request',
    'forward-request',
    'forward-request',
  ])
  const retry = steps[0]
  expect(retry?.durationUs).toBe(2_000_000)
  expect(steps.map(({ startUs }) => startUs)).toEqual([0, 0, 1_000_000, 2_000_000])
})

test('what policies write stands with the policy that wrote it', async () => {
  const { steps } = await traceOf({
    operation: policies({
      inbound:
        '<trace source="mine" severity="error"><message>here</message></trace>' +
        '<set-variable name="v" value="@{ context.Trace(&quot;there&quot;); return 1; }" />',
    }),
  })
  expect(
    steps.slice(0, 2).map(({ messages }) => messages.map(({ source, text }) => [source, text])),
  ).toEqual([[['mine', 'error: here']], [[expect.any(String), 'there']]])
})

test('of requests that a wait makes at the same time, each has its time and its variable', async () => {
  const { steps } = await traceOf({
    operation: policies({
      inbound:
        '<wait for="all">' +
        '<send-request response-variable-name="a"><set-url>https://a.example/</set-url></send-request>' +
        '<send-request response-variable-name="b"><set-url>https://b.example/</set-url></send-request>' +
        '</wait>',
    }),
  })
  expect(steps.slice(0, 3).map(({ policy, outcome }) => [policy, outcome])).toEqual([
    ['wait', 'went-on'],
    ['send-request', 'went-on'],
    ['send-request', 'went-on'],
  ])
  expect(steps.slice(0, 3).flatMap(({ changes }) => changes)).toEqual([
    expect.objectContaining({ kind: 'variable', name: 'a', value: 'a response with status 200' }),
    expect.objectContaining({ kind: 'variable', name: 'b', value: 'a response with status 200' }),
  ])
})

test('headers of limits that come last are told apart from what policies did', async () => {
  const { beforeSend } = await traceOf({
    operation: policies({
      inbound:
        '<rate-limit-by-key calls="5" renewal-period="60" counter-key="k" remaining-calls-header-name="X-Left" />',
    }),
  })
  expect(beforeSend).toEqual([{ kind: 'header', of: 'response', name: 'X-Left', value: '4' }])
})

test('no secret is in a trace, wherever policies put it', async () => {
  const trace = await traceOf({
    target: '/orders/item/7?subscription-key=query-key-1234',
    headers: {
      Authorization: 'Bearer token.of.caller',
      'Ocp-Apim-Subscription-Key': 'key-of-contoso',
      Cookie: 'session=abcdef',
    },
    operation: policies({
      inbound:
        setHeader(
          'X-Copy',
          '@("got " + context.Request.Headers.GetValueOrDefault("Authorization"))',
        ) +
        setHeader('X-Named', '{{password}}') +
        setHeader('Authorization', 'Basic dXNlcjpwYXNz') +
        '<set-variable name="k" value="@(context.Request.Headers.GetValueOrDefault(&quot;Ocp-Apim-Subscription-Key&quot;))" />' +
        '<trace source="t"><message>@(context.Request.Headers.GetValueOrDefault("Authorization") + "{{password}}")</message></trace>' +
        '<rewrite-uri template="@(&quot;/x/&quot; + System.Net.WebUtility.UrlEncode(&quot;{{password}}&quot;))" copy-unmatched-params="false" />',
    }),
    content: {
      subscriptions: [
        {
          id: 'contoso',
          name: 'Contoso',
          scope: { kind: 'all' },
          state: 'active',
          primaryKey: 'key-of-contoso',
          secondaryKey: 'other-of-contoso',
          mayTrace: false,
        },
      ],
      namedValues: [
        { id: 'password', displayName: 'password', value: 's3cret/value', isSecret: true },
        { id: 'plain', displayName: 'plain', value: 'visible', isSecret: false },
      ],
    },
  })
  const { body: _echo, ...told } = trace
  const text = JSON.stringify(told)
  for (const secret of [
    'token.of.caller',
    'key-of-contoso',
    'session=abcdef',
    's3cret/value',
    's3cret%2Fvalue',
    'dXNlcjpwYXNz',
    'query-key-1234',
  ]) {
    expect(text).not.toContain(secret)
  }
  expect(trace.request.headers).toContainEqual({ name: 'Authorization', value: 'Bearer ***' })
  expect(trace.steps[0]?.changes).toMatchObject([{ name: 'X-Copy', value: 'got ***' }])
  expect(trace.steps[1]?.changes).toMatchObject([{ name: 'X-Named', value: '***' }])
})

test('no secret of a workspace is in a trace', async () => {
  const policy = policies({ inbound: setHeader('X-Named', '{{password}}') })
  const operation = operationOf('item', { urlTemplate: '/item/{id}', policy: document(policy) })
  const password = { id: 'p', displayName: 'password', value: 's3cret/value', isSecret: true }
  const { body: _echo, ...told } = await traceOf({
    content: {
      apis: [apiOf([operation], { id: 'sales/orders', workspaceId: 'sales' })],
      workspaces: [{ id: 'sales', name: 'Sales', namedValues: [password], fragments: [] }],
    },
  })
  expect(told.steps[0]?.changes).toMatchObject([{ name: 'X-Named', value: '***' }])
  expect(JSON.stringify(told)).not.toContain('s3cret')
})

test('the same in the shape of the service: entries by section, with the time since the start', async () => {
  const trace = await traceOf({
    api: policies({
      inbound: setHeader('X', '1'),
      backend: '<retry condition="@(true)" count="1" interval="61"><forward-request /></retry>',
    }),
  })
  const { traceId, traceEntries } = serviceTraceOf(trace)
  expect(traceId).toBe(trace.traceId)
  expect(traceEntries.inbound?.map(({ source }) => source)).toEqual(['api-inspector', 'set-header'])
  expect(traceEntries.backend?.at(-1)).toMatchObject({
    source: 'forward-request',
    elapsed: '00:01:01.0000000',
    data: { changes: expect.any(Array) },
  })
  expect(traceEntries.outbound?.at(-1)).toMatchObject({ source: 'transfer-response' })
})

test('for people there is a line for each policy, with what it did below', async () => {
  const trace = await traceOf({
    operation: policies({ inbound: setHeader('X-Op', 'o') }),
  })
  const text = traceLines(trace, (_style, line) => line).join('\n')
  expect(text).toContain('GET https://gateway.example/orders/item/7')
  expect(text).toMatch(
    /set-header .* operation orders\/item .*operation\.xml:1:\d+\n +\+ request header X-Op: o/,
  )
  expect(text).toMatch(/200 OK {2}made by the backend/)
})
