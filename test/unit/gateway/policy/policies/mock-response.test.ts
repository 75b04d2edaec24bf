import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'
import { describedGateway, policies } from './described.ts'

test.each([
  ['<mock-response />', 200, undefined],
  ['<mock-response status-code="404" content-type="application/json" />', 404, 'application/json'],
])('%s ends the request', async (policy, status, type) => {
  const gateway = gatewayWith({ api: inbound(policy) })
  const answer = await gateway.send({ path: '/orders/item/1' })
  expect([answer.status, answer.headers.first('Content-Type'), gateway.calls]).toEqual([
    status,
    type,
    [],
  ])
})

const json = 'application/json'
const specification = {
  paths: {
    '/item': {
      get: {
        responses: {
          200: {
            content: {
              'text/plain': { example: 'plain' },
              [json]: { examples: { a: { value: { id: 1 } }, b: { value: { id: 2 } } } },
            },
          },
          201: { content: { [json]: { schema: { $ref: '#/components/schemas/Item' } } } },
          202: { content: { 'application/xml': { schema: { type: 'object' } } } },
          203: { content: { [json]: { schema: { $ref: '#/components/schemas/Node' } } } },
          '4XX': { content: { 'application/problem+json': { example: { title: 'no' } } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Item: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer', readOnly: true, minimum: 7 },
          name: { type: 'string', example: 'Ann' },
          secret: { type: 'string', writeOnly: true },
          tags: { type: 'array', items: { $ref: '#/components/schemas/Tag' } },
        },
      },
      Tag: { type: 'string', enum: ['new', 'old'], nullable: true },
      Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } },
    },
  },
}

test.each([
  ['the first type', '', 200, 'text/plain', 'plain'],
  ['an example of the type', `content-type="${json}"`, 200, json, '{"id":1}'],
  [
    'the type as the policy writes it',
    'content-type="Application/JSON; charset=utf-8"',
    200,
    'Application/JSON; charset=utf-8',
    '{"id":1}',
  ],
  ['another example', `content-type="${json}" index="1"`, 200, json, '{"id":2}'],
  ['the first where there are fewer', `content-type="${json}" index="5"`, 200, json, '{"id":1}'],
  [
    'a sample of the schema',
    'status-code="201"',
    201,
    json,
    '{"id":7,"name":"Ann","tags":["new"]}',
  ],
  ['nothing for XML without an example', 'status-code="202"', 202, 'application/xml', ''],
  ['a range of statuses', 'status-code="404"', 404, 'application/problem+json', '{"title":"no"}'],
  ['nothing for a type that is not there', 'content-type="text/csv"', 200, 'text/csv', ''],
  ['nothing for a status that is not there', 'status-code="500"', 500, undefined, ''],
])('answers with %s', async (_case, attributes, status, type, body) => {
  const gateway = describedGateway(specification, policies(`<mock-response ${attributes} />`))
  for (const _again of [1, 2]) {
    const answer = await gateway.send({ path: '/orders/item' })
    expect([answer.status, answer.headers.first('Content-Type'), answer.text]).toEqual([
      status,
      type,
      body,
    ])
  }
})

test('a sample of a schema that contains itself ends', async () => {
  const gateway = describedGateway(specification, policies('<mock-response status-code="203" />'))
  const { text } = await gateway.send({ path: '/orders/item' })
  expect(text).toContain('{"next":{"next":')
  expect(text.length).toBeLessThan(200)
})
