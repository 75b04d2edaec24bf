import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'
import { subscriptionOf } from '../../routing/content-of.ts'
import { describedGateway, policies, tellErrors } from './described.ts'

const parameter = (place: string, name: string, schema: unknown, more: object = {}) => ({
  name,
  in: place,
  schema,
  ...more,
})
const specification = {
  paths: {
    '/item/{id}/{other}': {
      get: {
        parameters: [
          parameter('path', 'id', { type: 'integer', minimum: 1 }, { required: true }),
          parameter('query', 'size', { type: 'integer' }, { required: true }),
          parameter('query', 'color', { $ref: '#/components/schemas/Color' }),
          parameter('query', 'ids', { type: 'array', items: { type: 'integer' }, maxItems: 2 }),
          parameter(
            'query',
            'csv',
            { type: 'array', items: { type: 'number' } },
            { explode: false },
          ),
          parameter('query', 'live', { type: 'boolean' }),
          parameter('query', 'lost', { $ref: '#/components/schemas/Lost' }),
          parameter('query', 'slow', { type: 'string', pattern: '^(a+)+$' }),
          parameter('header', 'X-When', { type: 'string', format: 'date' }),
          parameter('header', 'X-List', { type: 'array', items: { type: 'integer' } }),
        ],
      },
    },
  },
  components: { schemas: { Color: { type: 'string', enum: ['red', 'green'] } } },
}

type Options = { readonly headers?: Record<string, string>; readonly children?: string }

function ask(query: string, specified: string, unspecified: string, options: Options = {}) {
  const { headers = {}, children = '' } = options
  const policy = `<validate-parameters specified-parameter-action="${specified}" unspecified-parameter-action="${unspecified}" errors-variable-name="e">${children}</validate-parameters>`
  const content = { subscriptions: [subscriptionOf('k', { kind: 'all' })] }
  const gateway = describedGateway(specification, policies(policy, tellErrors), { content })
  const [path = '', rest = ''] = query.startsWith('/') ? query.split('?') : ['/item/7/x', query]
  return gateway.send({ path: `/orders${path}?${rest}`, headers })
}

const publicOf = (text: string) => JSON.parse(text).message

test.each([
  ['all that is specified', 'size=1&color=red&ids=1&ids=2&live=true&csv=1,2.5'],
  ['only what is required', 'size=1'],
  ['names in another case', 'SIZE=1'],
])('takes %s', async (_case, query) => {
  const { status } = await ask(query, 'prevent', 'ignore', {
    headers: { 'x-when': '2026-01-31', 'X-List': '1, 2' },
  })
  expect(status).toBe(200)
})

const badSize =
  'cannot be parsed according to the definition. Invalid type. Expected Integer but got String.'

test.each([
  ['a text for a number', 'size=big', `Value of the query parameter size ${badSize}`],
  [
    'a value that is not listed',
    'size=1&color=blue',
    'Value of the query parameter color does not conform to the definition. Value "blue" is not defined in enum. Line: 0, Position: 0',
  ],
  [
    'two values for one',
    'size=1&size=2',
    'Request cannot contain multiple values for the query parameter size.',
  ],
  [
    'too many in a list',
    'size=1&ids=1&ids=2&ids=3',
    'Value of the query parameter ids does not conform to the definition. Array item count 3 exceeds maximum count of 2. Line: 0, Position: 0',
  ],
  [
    'a list with a text',
    'size=1&csv=1,x',
    'Value of the query parameter csv cannot be parsed according to the definition. Invalid type. Expected Number but got String.',
  ],
  [
    'a required one that is missing',
    '',
    'Value of the query parameter size does not conform to the definition. Required properties are missing from object: size.',
  ],
  [
    'a path parameter below its bound',
    '/item/0/x?size=1',
    'Value of the path parameter id does not conform to the definition. Integer 0 is less than minimum value of 1. Line: 0, Position: 0',
  ],
])('%s: 400 for the client, Details in LastError', async (_case, query, details) => {
  const { status, text, exchange } = await ask(query, 'prevent', 'ignore')
  expect(status).toBe(400)
  expect(exchange.lastError).toMatchObject({
    source: 'validate-parameters',
    reason: 'Bad request',
    message: details,
  })
  const shown = details.startsWith('Value') ? `The v${details.slice(1)}` : details
  expect([shown, details.replace('cannot be parsed', "couldn't be parsed")]).toContain(
    publicOf(text),
  )
})

test.each([
  ['a format', { 'X-When': 'today' }, "String 'today' does not validate against format 'date'."],
  ['a list', { 'X-List': '1,x' }, 'Expected Integer but got String.'],
])('a header that is wrong by %s', async (_case, headers, details) => {
  const { status, exchange } = await ask('size=1', 'prevent', 'ignore', { headers })
  expect([status, exchange.lastError?.message]).toEqual([400, expect.stringContaining(details)])
})

test('a schema that could not be read is the API owner’s business', async () => {
  const { status, text, exchange } = await ask('size=1&lost=1', 'prevent', 'ignore')
  expect([status, publicOf(text)]).toEqual([400, expect.stringMatching(/Contact the API owner/)])
  expect(exchange.lastError?.message).toMatch(/does not contain definition .* query parameter lost/)
})

test('a pattern that backtracks without end is cut, and the gateway goes on', async () => {
  const { status, exchange } = await ask(`size=1&slow=${'a'.repeat(60)}!`, 'prevent', 'ignore')
  expect([status, exchange.lastError?.message]).toEqual([
    400,
    expect.stringMatching(/^Query parameter slow cannot be validated\. .*timed out/),
  ])
})

test.each([
  [
    'a query parameter',
    'size=1&debug=1',
    {},
    'QueryParameter Unspecified debug: Unspecified query parameter debug is not allowed.',
  ],
  [
    'a header, also Host',
    'size=1',
    { 'X-New': '1' },
    'RequestHeader Unspecified Host: Unspecified header Host is not allowed.|RequestHeader Unspecified X-New: Unspecified header X-New is not allowed.',
  ],
  [
    'a path parameter',
    'size=1',
    {},
    'PathParameter Unspecified other: Unspecified path parameter other is not allowed.',
  ],
  ['not the subscription key', 'size=1&subscription-key=k-1', {}, 'PathParameter'],
])('unspecified and detected: %s', async (_case, query, headers, told) => {
  const answer = await ask(query, 'ignore', 'detect', { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.first('X-Errors')).toContain(told)
  expect(answer.headers.first('X-Errors')).not.toContain('subscription-key')
  expect(answer.traced.join()).toContain('detect: Unspecified path parameter other')
})

test.each([
  [
    'for one parameter',
    '<query><parameter name="Debug" action="ignore" /></query>',
    'debug=1',
    200,
  ],
  ['for all of a place', '<query unspecified-parameter-action="ignore" />', 'debug=1', 200],
  [
    'one before its place',
    '<query unspecified-parameter-action="ignore"><parameter name="debug" action="prevent" /></query>',
    'debug=1',
    400,
  ],
  [
    'also of a specified one',
    '<query><parameter name="size" action="ignore" /></query>',
    'size=x',
    200,
  ],
  [
    'by an expression',
    '<query unspecified-parameter-action="@(context.Request.Method == &quot;GET&quot; ? &quot;ignore&quot; : &quot;prevent&quot;)" />',
    'debug=1',
    200,
  ],
])('the action is overridden %s', async (_case, children, query, expected) => {
  const others =
    '<headers unspecified-parameter-action="ignore" /><path><parameter name="other" action="ignore" /></path>'
  const size = query.includes('size') ? '' : '&size=1'
  const { status } = await ask(query + size, 'prevent', 'prevent', { children: others + children })
  expect(status).toBe(expected)
})

test('without a specification every parameter is unspecified', async () => {
  const policy =
    '<validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="detect" errors-variable-name="e" />'
  const { status, exchange } = await gatewayWith({ api: inbound(policy) }).send({
    path: '/orders/item/1',
  })
  expect([status, exchange.variables.has('e')]).toEqual([200, true])
})

test('query parameters of the template are specified by it', async () => {
  const specification = { 'x-ms-paths': { '/item?op=copy': { get: {} } } }
  const policy =
    '<validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="prevent"><headers unspecified-parameter-action="ignore" /></validate-parameters>'
  const gateway = describedGateway(specification, policies(policy))
  const statusOf = async (query: string) =>
    (await gateway.send({ path: `/orders/item?op=copy${query}` })).status
  expect([await statusOf(''), await statusOf('&to=b')]).toEqual([200, 400])
})
