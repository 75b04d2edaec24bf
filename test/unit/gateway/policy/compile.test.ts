import { describe, expect, test } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import {
  apiOf,
  contentOf,
  document,
  gatewayOf,
  gatewayWith,
  inbound,
  operationOf,
} from '../in-memory.ts'

const path = '/orders/item/1'

function problemsOf(make: () => unknown) {
  try {
    make()
  } catch (error) {
    if (error instanceof GatedrillError) return error.problems
    throw error
  }
  return []
}

describe('what the gateway does not know', () => {
  test.each([
    ['a policy of the service', '<sql-data-source />', 'POLICY_NOT_SUPPORTED'],
    ['no policy at all', '<set-heder name="X" />', 'POLICY_UNKNOWN'],
  ])(
    '%s is a warning with its place, and an error only when it is reached',
    async (_case, xml, code) => {
      const policy = inbound(
        `<choose><when condition="@(context.Request.Method == &quot;GET&quot;)">\n  ${xml}</when></choose>`,
      )
      const gateway = gatewayWith({ api: policy })
      expect(gateway.warnings.map((warning) => [warning.code, warning.where])).toEqual([
        [code, 'api.xml:2:3'],
      ])
      const reached = await gateway.send({ path })
      expect([reached.status, reached.exchange.lastError?.reason]).toEqual([
        500,
        'PolicyNotSupported',
      ])
      const passed = await gateway.send({ path: '/orders/item', method: 'POST' })
      expect(passed.status).toBe(200)
    },
  )

  test('is an error at load when that is strict', () => {
    const problems = problemsOf(() =>
      gatewayWith({ api: inbound('<sql-data-source />') }, { isStrict: true }),
    )
    expect(problems.map(({ code, where }) => [code, where])).toEqual([
      ['POLICY_NOT_SUPPORTED', 'api.xml:1:28'],
    ])
  })
})

test.each([
  [
    'a number that is none',
    '<set-variable name="a" value="b" /><retry condition="true" count="x" interval="1" />',
    'POLICY_ATTRIBUTE',
    'api.xml:1:94',
  ],
  ['a missing attribute', '<set-variable name="a" />', 'POLICY_ATTRIBUTE', 'api.xml:1:28'],
  [
    'an unknown attribute',
    '<set-variable name="a" value="b" colour="red" />',
    'POLICY_ATTRIBUTE_UNKNOWN',
    'api.xml:1:69',
  ],
  [
    'an expression that is none',
    '<set-variable name="a" value="@(1 + )" />',
    'EXPRESSION_SYNTAX',
    /^api\.xml:1:\d+$/,
  ],
])('%s is refused with its place', (_case, xml, code, where) => {
  const [problem, ...others] = problemsOf(() => gatewayWith({ api: inbound(xml) }))
  expect([problem?.code, others]).toEqual([code, []])
  if (typeof where === 'string') expect(problem?.where).toBe(where)
  else expect(problem?.where).toMatch(where)
})

test('all problems of all documents come together', () => {
  const problems = problemsOf(() =>
    gatewayWith({
      global: '<policies><inbound><set-variable /></inbound></policies>',
      api: '<policies><inbound>',
      operation: '<policies><sideways /><inbound /><inbound /></policies>',
    }),
  )
  expect(problems.map(({ code, where }) => `${where.split(':')[0]} ${code}`)).toEqual([
    'global.xml POLICY_ATTRIBUTE',
    'global.xml POLICY_ATTRIBUTE',
    'api.xml POLICY_XML_UNCLOSED',
    'operation.xml POLICY_SECTION_UNKNOWN',
    'operation.xml POLICY_SECTION_TWICE',
  ])
})

test('a policy in a section that is not its own is said, and run', async () => {
  const gateway = gatewayWith({
    api: '<policies><outbound><set-method>PUT</set-method></outbound></policies>',
  })
  expect(gateway.warnings.map(({ code }) => code)).toEqual(['POLICY_NOT_ALLOWED_HERE'])
  expect((await gateway.send({ path })).status).toBe(200)
})

describe('named values', () => {
  const namedValues = [
    { id: 'v', displayName: 'limit', value: '2', isSecret: false },
    { id: 's', displayName: 'secret', isSecret: true },
  ]
  test.each([
    ['in attributes', '<set-header name="{{limit}}"><value>x</value></set-header>', '2', 'x'],
    ['in texts', '<set-header name="X"><value>a{{limit}}</value></set-header>', 'X', 'a2'],
    [
      'inside code',
      '<set-header name="X"><value>@((1 + {{limit}}).ToString())</value></set-header>',
      'X',
      '3',
    ],
  ])('are put in %s', async (_case, policy, name, expected) => {
    const gateway = gatewayWith({ api: inbound(policy) }, { content: { namedValues } })
    await gateway.send({ path })
    expect(gateway.calls[0]?.headers.first(name)).toBe(expected)
  })

  test.each([
    ['an expression', '<set-variable name="a" value="@(1 + {{secret}})" />'],
    ['an attribute', '<forward-request timeout="{{secret}}" />'],
  ])('without a value are a warning, also where that breaks %s', (_case, policy) => {
    const gateway = gatewayWith(
      { api: `<policies><backend>${policy}</backend></policies>` },
      { content: { namedValues } },
    )
    expect(gateway.warnings.map(({ code }) => code)).toContain('NAMED_VALUE_WITHOUT_VALUE')
  })
})

test('a document is compiled once, however many operations run it', () => {
  const operations = Array.from({ length: 50 }, (_unused, index) => operationOf(`op${index}`))
  const api = apiOf(operations, { policy: document(inbound('<unheard-of />'), 'api.xml') })
  expect(gatewayOf(contentOf({ apis: [api] })).warnings).toHaveLength(1)
})

test('a body is kept in memory only where a policy of that operation reads it', () => {
  const reading =
    '<policies><outbound><set-variable name="a" value="@(context.Response.Body.As&lt;string&gt;(true))" /></outbound></policies>'
  const api = apiOf([operationOf('reads', { policy: document(reading) }), operationOf('streams')])
  const { plans } = gatewayOf(contentOf({ apis: [api] }))
  expect(
    api.operations.map((operation) => plans.planOf(undefined, api, operation).needsResponseBody),
  ).toEqual([true, false])
})

test.each([
  ['publish-to-dapr', /calls a Dapr sidecar of a self-hosted gateway/],
  ['http-data-source', /resolves a field of a GraphQL API/],
])('%s cannot be run, and the warning says why', (policy, why) => {
  const { warnings } = gatewayWith({ api: inbound(`<${policy} />`) })
  expect(warnings.map(({ code, where }) => [code, where])).toEqual([
    ['POLICY_NOT_SUPPORTED', expect.stringMatching(/^api\.xml:1:\d+$/)],
  ])
  expect(warnings[0]?.why).toMatch(why)
})
