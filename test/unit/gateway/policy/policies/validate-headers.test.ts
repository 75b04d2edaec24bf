import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'
import { describedGateway, policies, tellErrors } from './described.ts'

const path = '/orders/item/1'

function gatewayThatAnswers(headers: Record<string, string>, unspecified: string, child = '') {
  const policy = `<validate-headers specified-header-action="prevent" unspecified-header-action="${unspecified}" errors-variable-name="e">${child}</validate-headers>`
  const read =
    '<set-header name="X-Names"><value>@(context.Variables.ContainsKey("e") ? string.Join(",", ((JArray)context.Variables["e"]).Select(e => (string)e["Name"])) : "")</value></set-header>'
  return gatewayWith({ api: outbound(policy + read) }, { backend: [{ status: 200, headers }] })
}

const ignoresA = '<header name="x-a" action="ignore" />'
const preventsA = '<header name="X-A" action="prevent" />'

test.each([
  ['no header', {}, 'prevent', '', 200, ''],
  ['a listed one that is ignored, in any case', { 'X-A': '1' }, 'prevent', ignoresA, 200, ''],
  ['another one', { 'X-A': '1', 'X-B': '1' }, 'prevent', ignoresA, 502, undefined],
  ['a listed one that is prevented', { 'X-A': '1' }, 'ignore', preventsA, 502, undefined],
  ['others that are noted', { 'X-B': '1', 'X-C': '2' }, 'detect', '', 200, 'X-B,X-C'],
  ['others that are ignored', { 'X-B': '1', 'X-C': '2' }, 'ignore', '', 200, ''],
])('%s', async (_case, given, unspecified, child, expected, names) => {
  const { status, text, headers, exchange } = await gatewayThatAnswers(
    given,
    unspecified,
    child,
  ).send({ path })
  expect([status, headers.first('X-Names')]).toEqual([expected, names])
  if (expected === 502) {
    expect(exchange.lastError?.reason).toBe('Response not allowed')
    expect(text).toMatch(/Contact the API owner\./)
  }
})

const specification = {
  paths: {
    '/item': {
      get: {
        responses: {
          200: {
            headers: {
              'X-Count': { required: true, schema: { type: 'integer', maximum: 9 } },
              'X-List': { schema: { type: 'array', items: { type: 'integer' } } },
            },
          },
          '4XX': { headers: { 'X-Problem': { schema: { type: 'string' } } } },
        },
      },
    },
  },
}

test.each<[string, number, Record<string, string>, string]>([
  ['a value that fits', 200, { 'X-Count': '9', 'X-List': '1,2' }, ''],
  [
    'a value that does not',
    200,
    { 'x-count': '10' },
    'ResponseHeader IncorrectMessage X-Count: Value of the header X-Count does not conform to the definition. Integer 10 exceeds maximum value of 9. Line: 0, Position: 0',
  ],
  [
    'a required one that is missing',
    200,
    {},
    'ResponseHeader IncorrectMessage X-Count: Value of the header X-Count does not conform to the definition. Required properties are missing from object: X-Count.',
  ],
  [
    'one of another status',
    404,
    { 'X-Count': 'x' },
    'ResponseHeader Unspecified X-Count: Unspecified header X-Count is not allowed.',
  ],
  ['one of a range', 404, { 'X-Problem': 'x' }, ''],
  [
    'a status that is not specified',
    500,
    { 'X-Problem': 'x' },
    'ResponseHeader Unspecified X-Problem: Unspecified header X-Problem is not allowed.',
  ],
])('by the specification: %s', async (_case, status, headers, told) => {
  const policy =
    '<validate-headers specified-header-action="detect" unspecified-header-action="detect" errors-variable-name="e" />'
  const gateway = describedGateway(specification, policies('', policy + tellErrors), {
    backend: [{ status, headers }],
  })
  const answer = await gateway.send({ path: '/orders/item' })
  expect([answer.status, answer.headers.first('X-Errors')]).toEqual([status, told])
})
