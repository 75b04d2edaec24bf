import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'
import { describedGateway, policies } from './described.ts'

const path = '/orders/item/1'
const read =
  '<set-header name="X-Errors"><value>@(context.Variables["e"].ToString())</value></set-header>'

function gatewayThatAnswers(status: number, unspecified: string, children: string, after = '') {
  const policy = `<validate-status-code unspecified-status-code-action="${unspecified}" errors-variable-name="e">${children}</validate-status-code>`
  return gatewayWith({ api: outbound(policy + after) }, { backend: [{ status, body: 'b' }] })
}

test.each([
  [
    'a listed code that is ignored',
    200,
    'prevent',
    '<status-code code="200" action="ignore" />',
    200,
  ],
  ['another code', 201, 'prevent', '<status-code code="200" action="ignore" />', 502],
  ['another code that is ignored', 201, 'ignore', '', 201],
  ['another code that is noted', 201, 'detect', '', 201],
  [
    'a listed code that is prevented',
    404,
    'ignore',
    '<status-code code="404" action="prevent" />',
    502,
  ],
  ['an action of an expression', 404, '@(&quot;prevent&quot;)', '', 502],
])('%s', async (_case, answered, unspecified, children, expected) => {
  const { status, text, exchange } = await gatewayThatAnswers(answered, unspecified, children).send(
    { path },
  )
  expect(status).toBe(expected)
  if (expected !== 502) return expect(text).toBe('b')
  expect(exchange.lastError).toMatchObject({
    source: 'validate-status-code',
    reason: 'Response not allowed',
  })
  expect(text).toBe(
    '{ "statusCode": 502, "message": "The request could not be processed due to an internal error. Contact the API owner." }',
  )
})

test('errors are in the variable when they are noted', async () => {
  const { headers } = await gatewayThatAnswers(418, 'detect', '', read).send({ path })
  expect(JSON.parse(headers.first('X-Errors') ?? '')).toEqual([
    {
      Name: '418',
      Type: 'StatusCode',
      ValidationRule: 'Unspecified',
      Details: 'Response status code 418 is not allowed.',
      Action: 'detect',
    },
  ])
})

test('a code that is none is refused', () => {
  const child = '<status-code code="2xx" action="ignore" />'
  expect(() => gatewayThatAnswers(200, 'ignore', child)).toThrow(/status code/)
})

test.each([
  ['its own code', 200, 200],
  ['a code of a range', 404, 404],
  ['any other code', 500, 502],
])('by the specification: %s', async (_case, answered, expected) => {
  const specification = { paths: { '/item': { get: { responses: { 200: {}, '4xx': {} } } } } }
  // Overrides are for codes that are not specified.
  const policy =
    '<validate-status-code unspecified-status-code-action="prevent"><status-code code="200" action="prevent" /></validate-status-code>'
  const gateway = describedGateway(specification, policies('', policy), {
    backend: [{ status: answered }],
  })
  expect((await gateway.send({ path: '/orders/item' })).status).toBe(expected)
})

test('with a default response every code is specified', async () => {
  const specification = { paths: { '/item': { get: { responses: { default: {} } } } } }
  const policy = '<validate-status-code unspecified-status-code-action="prevent" />'
  const gateway = describedGateway(specification, policies('', policy))
  expect((await gateway.send({ path: '/orders/item' })).status).toBe(200)
})
