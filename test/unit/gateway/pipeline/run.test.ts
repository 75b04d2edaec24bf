import { describe, expect, test } from 'vitest'
import {
  apiOf,
  contentOf,
  document,
  gatewayOf,
  gatewayWith,
  inbound,
  operationOf,
  outbound,
} from '../in-memory.ts'

const stamp = (name: string) =>
  `<set-header name="Seen" exists-action="append"><value>${name}</value></set-header>`

describe('scopes and base', () => {
  const global = `<policies><inbound>${stamp('global')}</inbound><backend><forward-request /></backend></policies>`
  const product = {
    id: 'starter',
    name: 'Starter',
    isPublished: true,
    isSubscriptionRequired: false,
    apiIds: ['orders'],
  }
  const content = (operation: string) =>
    contentOf({
      globalPolicy: document(global),
      products: [
        {
          ...product,
          policy: document(`<policies><inbound><base />${stamp('product')}</inbound></policies>`),
        },
      ],
      apis: [
        apiOf([operationOf('item', { policy: document(operation) })], {
          policy: document(
            `<policies><inbound>${stamp('api-before')}<base />${stamp('api-after')}</inbound></policies>`,
          ),
        }),
      ],
    })

  test.each([
    [
      'each scope where its base stands',
      `<base />${stamp('operation')}`,
      'api-before,global,product,api-after,operation',
    ],
    [
      'its own first',
      `${stamp('operation')}<base />`,
      'operation,api-before,global,product,api-after',
    ],
    ['nothing broader without base', stamp('operation'), 'operation'],
    [
      'base inside another policy',
      `<choose><when condition="true"><base /></when></choose>${stamp('operation')}`,
      'api-before,global,product,api-after,operation',
    ],
  ])('runs %s', async (_case, policy, expected) => {
    const gateway = gatewayOf(content(`<policies><inbound>${policy}</inbound></policies>`))
    await gateway.send({ path: '/orders/item' })
    expect(gateway.calls[0]?.headers.first('Seen')).toBe(expected)
  })

  test('a section that a document leaves out is inherited', async () => {
    const gateway = gatewayOf(content('<policies />'))
    const { status } = await gateway.send({ path: '/orders/item' })
    expect([status, gateway.calls.length]).toEqual([200, 1])
  })

  test('without any forward-request the backend is not called, and the answer is empty', async () => {
    const gateway = gatewayOf(content('<policies><backend /></policies>'))
    const { status, text, exchange } = await gateway.send({ path: '/orders/item' })
    expect([status, text, gateway.calls.length]).toEqual([200, '', 0])
    expect(exchange.attribution).toMatchObject({ layer: 'gateway', policy: 'pipeline' })
  })
})

test('a request that matches nothing is answered as the service does, to the byte', async () => {
  const { status, text, headers, exchange } = await gatewayWith({}).send({ path: '/nothing' })
  expect([status, text.length, text]).toEqual([
    404,
    54,
    '{ "statusCode": 404, "message": "Resource not found" }',
  ])
  expect(headers.first('Content-Type')).toBe('application/json')
  expect(exchange.attribution).toMatchObject({
    layer: 'gateway',
    policy: 'configuration',
    reason: 'OperationNotFound',
  })
})

test.each([
  ['missing', {}, 152, 'SubscriptionKeyNotFound'],
  ['invalid', { 'Ocp-Apim-Subscription-Key': 'wrong' }, 143, 'SubscriptionKeyInvalid'],
])('a %s subscription key is refused, to the byte', async (_case, headers, bytes, reason) => {
  const content = contentOf({
    apis: [apiOf([operationOf('item')], { isSubscriptionRequired: true })],
  })
  const answer = await gatewayOf(content).send({ path: '/orders/item', headers })
  expect([answer.status, answer.text.length]).toEqual([401, bytes])
  expect(answer.headers.first('WWW-Authenticate')).toBe(
    'AzureApiManagementKey realm="https://gateway.example/orders",name="Ocp-Apim-Subscription-Key",type="header"',
  )
  expect(answer.exchange.lastError).toMatchObject({ source: 'authorization', reason })
})

describe('errors', () => {
  const failing = '<set-variable id="the-id" name="x" value="@(int.Parse(&quot;x&quot;))" />'

  test('an expression that throws gives 500 with an id, and says where', async () => {
    const nested = `<choose><when condition="false" /><when condition="true">${failing}</when></choose>`
    const { status, text, exchange } = await gatewayWith({ api: inbound(nested) }).send({
      path: '/orders/item/1',
    })
    expect([status, text.length]).toEqual([500, 111])
    expect(text).toBe(
      `{ "statusCode": 500, "message": "Internal server error", "activityId": "${exchange.id}" }`,
    )
    expect(exchange.lastError).toMatchObject({
      source: 'set-variable',
      reason: 'ExpressionValueEvaluationFailure',
      scope: 'api',
      section: 'inbound',
      path: 'choose[1]\\when[2]\\set-variable[1]',
      policyId: 'the-id',
    })
    expect(exchange.lastError?.message).toMatch(/^Expression evaluation failed\. /)
    expect(exchange.attribution).toMatchObject({
      layer: 'gateway',
      policy: 'set-variable',
      scope: 'api',
    })
  })

  test('a condition that throws is a failure of its when', async () => {
    const when = '<choose><when condition="@(((string)null).Length == 1)" /></choose>'
    const { exchange } = await gatewayWith({ operation: inbound(when) }).send({
      path: '/orders/item/1',
    })
    expect(exchange.lastError).toMatchObject({
      source: 'when',
      scope: 'operation',
      path: 'choose[1]\\when[1]',
    })
  })

  test('on-error may answer otherwise; the cause stays who failed', async () => {
    const onError =
      '<policies><inbound><base /><check-header name="X" failed-check-httpcode="403" failed-check-error-message="no" ignore-case="true" /></inbound>' +
      '<on-error><base /><set-header name="Reason"><value>@(context.LastError.Reason + context.Response.StatusCode)</value></set-header>' +
      '<set-status code="418" reason="Teapot" /></on-error></policies>'
    const { status, headers, text, exchange } = await gatewayWith({ api: onError }).send({
      path: '/orders/item/1',
    })
    expect([status, headers.first('Reason'), text]).toEqual([
      418,
      'HeaderNotFound403',
      '{ "statusCode": 403, "message": "no" }',
    ])
    expect(exchange.attribution).toMatchObject({
      layer: 'gateway',
      policy: 'check-header',
      reason: 'HeaderNotFound',
    })
  })

  test('an error in outbound replaces what the backend said', async () => {
    const { status, exchange } = await gatewayWith({ api: outbound(failing) }).send({
      path: '/orders/item/1',
    })
    expect(status).toBe(500)
    expect(exchange.attribution).toMatchObject({ layer: 'gateway', section: 'outbound' })
  })

  test('an error in on-error itself ends there', async () => {
    const twice = `<policies><inbound>${failing}</inbound><on-error>${failing}</on-error></policies>`
    const { status, exchange } = await gatewayWith({ api: twice }).send({ path: '/orders/item/1' })
    expect([status, exchange.lastError?.section]).toEqual([500, 'on-error'])
  })
})

describe('attribution', () => {
  test.each([404, 500, 503])('a %i of the backend is the backend’s', async (status) => {
    const gateway = gatewayWith({}, { backend: [{ status }] })
    const { exchange, ...answer } = await gateway.send({ path: '/orders/item/1' })
    expect([answer.status, exchange.attribution.layer]).toEqual([status, 'backend'])
  })

  test('a status that a policy sets is that policy’s', async () => {
    const gateway = gatewayWith({ api: outbound('<set-status code="502" />') })
    const { exchange } = await gateway.send({ path: '/orders/item/1' })
    expect(exchange.attribution).toMatchObject({
      layer: 'gateway',
      policy: 'set-status',
      scope: 'api',
      section: 'outbound',
    })
  })

  test('a response that a policy returns is that policy’s', async () => {
    const policy = inbound('<return-response><set-status code="410" /></return-response>')
    const { status, exchange } = await gatewayWith({ api: policy }).send({ path: '/orders/item/1' })
    expect(status).toBe(410)
    expect(exchange.attribution).toMatchObject({
      layer: 'gateway',
      policy: 'return-response',
      scope: 'api',
      section: 'inbound',
    })
  })
})
