import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test.each([
  ['without children: 200 and nothing', '', 200, '', undefined],
  [
    'with all children',
    '<set-status code="202" reason="Later" /><set-header name="X"><value>1</value></set-header><set-body>{"a":1}</set-body>',
    202,
    '{"a":1}',
    '1',
  ],
  ['with a body of XML', '<set-body><a b="1">c</a></set-body>', 200, '<a b="1">c</a>', undefined],
  [
    'with a body from an expression',
    '<set-body>@(context.Request.Method + "!")</set-body>',
    200,
    'GET!',
    undefined,
  ],
])('%s', async (_case, children, status, text, header) => {
  const gateway = gatewayWith({ api: inbound(`<return-response>${children}</return-response>`) })
  const answer = await gateway.send({ path })
  expect([answer.status, answer.text, answer.headers.first('X')]).toEqual([status, text, header])
  expect(gateway.calls).toEqual([])
})

test('nothing after it runs, in no section', async () => {
  const policies = `<policies><inbound><return-response /><set-header name="X"><value>1</value></set-header></inbound><outbound><set-status code="500" /></outbound></policies>`
  expect((await gatewayWith({ api: policies }).send({ path })).status).toBe(200)
})

test('in outbound it takes the place of what the backend said', async () => {
  const gateway = gatewayWith({
    api: outbound('<return-response><set-status code="451" /></return-response>'),
  })
  const { status, text } = await gateway.send({ path })
  expect([status, text]).toEqual([451, ''])
})

test('another policy inside it is refused, with its place', () => {
  expect(() =>
    gatewayWith({
      api: inbound('<return-response><set-variable name="a" value="b" /></return-response>'),
    }),
  ).toThrow(/api\.xml:1:\d+.*<set-variable> stands in return-response/)
})
