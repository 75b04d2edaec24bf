import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test.each([
  ['verbose by default', '', '<message>hello</message>', 'verbose: hello'],
  ['a severity', 'severity="error"', '<message>hello</message>', 'error: hello'],
  [
    'an expression',
    'severity="information"',
    '<message>@(context.Request.Method + "!")</message>',
    'information: GET!',
  ],
  [
    'metadata',
    '',
    '<message>hello</message><metadata name="plan" value="gold" /><metadata name="api" value="@(context.Api.Id)" />',
    'verbose: hello plan=gold api=orders',
  ],
  ['the text of an older document', '', '\n  On Error\n', 'verbose: On Error'],
])('writes %s', async (_case, attributes, children, line) => {
  const api = inbound(`<trace source="shop" ${attributes}>${children}</trace>`)
  const { exchange, status, traced } = await gatewayWith({ api }).send({ path })
  expect([status, exchange.lastError]).toEqual([200, undefined])
  expect(traced).toEqual([`shop: ${line}`])
})

test.each([
  ['no message', 'source="a"', '', /trace has not one message/],
  ['two messages', 'source="a"', '<message>a</message><message>b</message>', /not one message/],
  ['no source', '', '<message>a</message>', /<trace> needs source/],
  [
    'another severity',
    'source="a" severity="fatal"',
    '<message>a</message>',
    /severity of <trace>/,
  ],
  ['metadata without value', 'source="a"', '<message>a</message><metadata name="a" />', /value/],
  ['another element', 'source="a"', '<message>a</message><value />', /<value> stands in trace/],
])('is refused with %s', (_case, attributes, children, message) => {
  const api = inbound(`<trace ${attributes}>${children}</trace>`)
  expect(() => gatewayWith({ api })).toThrow(message)
})
