import { describe, expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'
import { describedGateway, policies } from './described.ts'
import { content, json, messageOf, policyOf, specification } from './described-orders.ts'

describe('schemas of the service', () => {
  const document = {
    components: { schemas: { address: { type: 'object', required: ['street'] } } },
    type: 'object',
    required: ['root'],
  }
  const schemas = [
    { id: 'known', kind: 'json', document },
    { id: 'broken', kind: 'json', document: { type: 'int' } },
  ] as const
  const ruleOf = (more: string) =>
    `<content validate-as="json" action="prevent" type="text/csv" ${more} />`
  const headers = { 'Content-Type': 'text/csv' }
  const asked = { method: 'POST', path: '/orders/order', body: '{}', headers }
  const gatewayFor = (more: string) =>
    describedGateway(specification, policies(policyOf({ rule: ruleOf(more) })), {
      content: { schemas: [...schemas] },
    })

  test.each([
    ['all of it', 'schema-id="known"', 'object: root'],
    [
      'a part of it',
      'schema-id="known" schema-ref="#/components/schemas/address"',
      'object: street',
    ],
  ])('%s, for a type that the specification has not', async (_case, more, told) => {
    const gateway = gatewayFor(more)
    expect(gateway.warnings).toEqual([])
    const { status, text } = await gateway.send(asked)
    expect([status, messageOf(text)]).toEqual([400, expect.stringContaining(told)])
  })

  test.each([
    ['one that is not there', 'schema-id="nope"', /there is no JSON schema nope/],
    [
      'a part that is not there',
      'schema-id="known" schema-ref="#/nope"',
      /schema known: there is nothing at #\/nope/,
    ],
    ['one that is none', 'schema-id="broken"', /schema broken: type is one of/],
  ])('%s is told at load, and is an error when it is needed', async (_case, more, what) => {
    const gateway = gatewayFor(more)
    expect(gateway.warnings).toMatchObject([{ code: 'POLICY_RUNS_OTHERWISE' }])
    expect(gateway.warnings[0]?.what).toMatch(what)
    const { status, exchange } = await gateway.send(asked)
    expect([status, exchange.lastError?.message]).toEqual([
      400,
      "API's schema does not exist or it could not be resolved.",
    ])
  })
})

test('an API without a specification has no schema', async () => {
  const gateway = gatewayWith({ api: inbound(policyOf({})) })
  const headers = { 'Content-Type': json }
  const { exchange } = await gateway.send({
    method: 'POST',
    path: '/orders/item',
    body: '{}',
    headers,
  })
  expect(exchange.lastError?.message).toBe(
    "API's schema does not exist or it could not be resolved.",
  )
})

test.each([
  ['many', 400],
  ['a long chain of', 299],
])(
  'a schema that refers to %s others is an error, and the gateway goes on',
  async (_case, count) => {
    const names = Array.from({ length: count }, (_, index) => `S${index}`)
    const schemas = names.map((name, index) => {
      const next = { $ref: `#/components/schemas/${names[index + 1] ?? 'End'}` }
      // Deep inside each, so that a chain of them is far deeper than it is long.
      let schema: object = next
      for (let depth = 0; depth < 30; depth += 1) schema = { properties: { inner: schema } }
      return [name, schema]
    })
    const large = {
      paths: { '/order': { post: { requestBody: content('S0') } } },
      components: { schemas: Object.fromEntries([...schemas, ['End', { type: 'string' }]]) },
    }
    const gateway = describedGateway(large, policies(policyOf({})))
    const headers = { 'Content-Type': json }
    for (const _again of [1, 2]) {
      const asked = { method: 'POST', path: '/orders/order', body: '{}', headers }
      const { status, exchange } = await gateway.send(asked)
      expect([status, exchange.lastError?.message]).toEqual([
        400,
        expect.stringMatching(/cannot be validated.*refers to more than 300 others/),
      ])
    }
  },
)
