import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { describedGateway, policies } from './described.ts'
import { asJson, ask, good, json, messageOf, policyOf, specification } from './described-orders.ts'

test.each([
  ['a body that fits', good, {}],
  ['properties that the schema does not forbid', '{"id":1,"lines":[{"sku":"A"}],"more":1}', {}],
  ['null where it may be', '{"id":1,"note":null,"lines":[{"sku":"A"}]}', {}],
  ['a body in a body', `{"id":1,"lines":[{"sku":"A"}],"parent":${good}}`, {}],
  ['a byte order mark', `\uFEFF${good}`, {}],
  ['a type with parameters, in any case', good, { type: 'Application/JSON; charset=utf-8' }],
  ['an empty body', '', {}],
  [
    'a type within a range',
    good,
    {
      path: '/any',
      type: 'application/vnd.a+json',
      rule: '<content validate-as="json" action="prevent" />',
    },
  ],
])('takes %s', async (_case, body, options) => {
  expect((await ask(body, options)).status).toBe(200)
})

const start =
  'Body of the request does not conform to the definition Order, which is associated with the content type application/json. '

describe('says what is wrong and where', () => {
  test.each([
    ['{"lines":[]}', 'Required properties are missing from object: id. Line: 1, Position: 1'],
    ['{}', 'Required properties are missing from object: id, lines. Line: 1, Position: 1'],
    ['[]', 'Invalid type. Expected Object but got Array. Line: 1, Position: 1'],
    [
      '\n {"id": "x",\n"lines":[{"sku":"A"}]}',
      'Invalid type. Expected Integer but got String. Line: 2, Position: 11',
    ],
    [
      '{"id":1,\n"lines":[{"sku":"A"},\n{"sku":"a"}]}',
      "String 'a' does not match regex pattern '^[A-Z]+$'. Line: 3, Position: 10",
    ],
    [
      '{"id":1,"lines":[{}]}',
      'Required properties are missing from object: sku. Line: 1, Position: 18',
    ],
    [
      '{"id":0,"lines":[{"sku":"A"}]}',
      'Integer 0 is less than minimum value of 1. Line: 1, Position: 7',
    ],
    [
      '{"id":1,"lines":[]}',
      'Array item count 0 is less than minimum count of 1. Line: 1, Position: 17',
    ],
    [
      '{"note":"a\\"b,{]long","id":1,"lines":[{"sku":"A"}]}',
      'exceeds maximum length of 5. Line: 1, Position: 21',
    ],
    [
      '{"id":1,"lines":[{"sku":"A"}],"parent":{"id":2}}',
      'Required properties are missing from object: lines. Line: 1, Position: 40',
    ],
  ])('%s', async (body, problem) => {
    const { status, text, exchange } = await ask(body)
    expect([status, exchange.lastError?.reason]).toEqual([400, 'Bad request'])
    expect(exchange.lastError?.message).toBe(messageOf(text))
    expect(messageOf(text)).toContain(problem)
    expect(messageOf(text).startsWith(start)).toBe(true)
  })

  test.each([
    [
      '{"a":1}',
      "Property 'a' has not been defined and the schema does not allow additional properties.",
    ],
    ['{"kind":"c"}', 'Value "c" is not defined in enum.'],
    ['{"of":"x"}', "JSON is valid against no schemas from 'oneOf'."],
  ])('%s', async (body, problem) => {
    expect(messageOf((await ask(body, { path: '/shape' })).text)).toContain(problem)
  })

  test('a schema without a name', async () => {
    const { text } = await ask('{}', { path: '/inline' })
    expect(messageOf(text)).toMatch(/to the definition which is associated/)
  })
})

describe('cannot be validated, and the client is told nothing', () => {
  test.each([
    ['no JSON', '{"id":', {}, /^Body of the request cannot be validated for the content type/],
    [
      'a schema that could not be read',
      '{}',
      { path: '/lost' },
      /^API's schema does not contain definition .*lost/,
    ],
    [
      'a pattern that backtracks without end',
      `"${'a'.repeat(60)}!"`,
      { path: '/slow' },
      /timed out/,
    ],
  ])('%s', async (_case, body, options, details) => {
    const answer = await ask(body.slice(0, 2_000), options)
    expect(answer.status).toBe(400)
    expect(messageOf(answer.text)).toMatch(/internal error\. Contact the API owner/)
    expect(answer.exchange.lastError?.message).toMatch(details)
  })
})

test('a body far deeper than the stack ends as an error of its own', async () => {
  const deep = 50_000
  const body = `${'{"id":1,"lines":[{"sku":"A"}],"parent":'.repeat(deep)}${good}${'}'.repeat(deep)}`
  const attributes = 'max-size="4194304"'
  const policy = policyOf({}).replace('max-size="2000"', attributes)
  const gateway = describedGateway(specification, policies(policy))
  const headers = { 'Content-Type': json }
  const { status, exchange } = await gateway.send({
    method: 'POST',
    path: '/orders/order',
    body,
    headers,
  })
  expect([status, exchange.lastError?.message]).toEqual([
    400,
    expect.stringMatching(/cannot be validated/),
  ])
})

test('every error is noted when it is detected, and the request goes on', async () => {
  const rule = asJson.replace('prevent', 'detect')
  const { status, headers, traced } = await ask(
    '{"id":0,"note":"too long","lines":[{"sku":"A"}]}',
    { rule },
  )
  expect(status).toBe(200)
  expect(headers.first('X-Errors')?.split('|')).toEqual([
    `RequestBody IncorrectMessage application/json: ${start}Integer 0 is less than minimum value of 1. Line: 1, Position: 7`,
    `RequestBody IncorrectMessage application/json: ${start}String 'too long' exceeds maximum length of 5. Line: 1, Position: 25`,
  ])
  expect(traced[0]).toMatch(/^validate-content: detect: Body of the request/)
})

describe('size', () => {
  const large = `{"id":1,"lines":[{"sku":"${'A'.repeat(3_000)}"}]}`
  test('a body beyond the limit is refused with both numbers', async () => {
    const { status, text, exchange } = await ask(large)
    const message = `Request's body is ${large.length} bytes long and it exceeds the limit of 2000 bytes.`
    expect([status, messageOf(text)]).toEqual([400, message])
    expect(exchange.lastError?.message).toContain('configured limit of 2000 bytes')
  })

  test('ignored, it is not validated further', async () => {
    const policy = policyOf({}).replace(
      'size-exceeded-action="prevent"',
      'size-exceeded-action="ignore"',
    )
    const gateway = describedGateway(specification, policies(policy))
    const headers = { 'Content-Type': json }
    const answer = await gateway.send({
      method: 'POST',
      path: '/orders/order',
      body: `[${large}]`,
      headers,
    })
    expect(answer.status).toBe(200)
  })

  test.each([
    ['gzip', gzipSync, good, 200],
    ['br', brotliCompressSync, '{}', 502],
    ['gzip', gzipSync, large, 502],
    ['deflate', (text: string) => Buffer.from(text), good, 502],
  ])(
    'a response in %s is measured and validated without it',
    async (encoding, compress, body, expected) => {
      const policy = policyOf({})
      const gateway = gatewayThatAnswers(
        compress(body).toString('latin1'),
        { 'Content-Type': json, 'Content-Encoding': encoding },
        policy,
      )
      expect((await gateway.send({ method: 'POST', path: '/orders/order' })).status).toBe(expected)
    },
  )
})

function gatewayThatAnswers(
  latin1: string,
  headers: Record<string, string>,
  policy: string,
  status = 200,
) {
  const gateway = describedGateway(specification, policies('', policy), {
    backend: [{ status, headers, bytes: Buffer.from(latin1, 'latin1') }],
  })
  return gateway
}

test.each([
  ['its own status', 200, json, '{"id":1}', 502],
  ['a status that has another type', 500, json, '{}', 502],
  ['a type that may be anything', 500, 'text/plain', 'broken', 500],
])(
  'a response is checked by %s, and the client is told nothing',
  async (_case, status, type, body, expected) => {
    const gateway = gatewayThatAnswers(body, { 'Content-Type': type }, policyOf({}), status)
    const answer = await gateway.send({ method: 'POST', path: '/orders/order' })
    expect(answer.status).toBe(expected)
    if (expected === 502)
      expect(messageOf(answer.text)).toMatch(/internal error\. Contact the API owner/)
  },
)

describe('content types', () => {
  test.each([
    [
      'one that the specification has not',
      { type: 'text/csv' },
      400,
      'Unspecified content type text/csv is not allowed.',
    ],
    ['none', { type: undefined }, 400, 'Unspecified content type  is not allowed.'],
    [
      'none, mapped',
      { type: undefined, map: `<content-type-map missing-content-type-value="${json}" />` },
      400,
      'missing from object',
    ],
    [
      'any, mapped',
      { type: 'text/csv', map: `<content-type-map any-content-type-value="${json}" />` },
      400,
      'missing from object',
    ],
    [
      'one, mapped',
      {
        type: 'text/csv',
        map: `<content-type-map any-content-type-value="text/html"><type from="Text/CSV" to="${json}" /></content-type-map>`,
      },
      400,
      'missing from object',
    ],
    [
      'one, mapped by an expression',
      {
        type: 'text/csv',
        map: `<content-type-map><type when="@(context.Request.Method == &quot;POST&quot;)" to="${json}" /></content-type-map>`,
      },
      400,
      'missing from object',
    ],
    [
      'a rule for all types',
      { rule: '<content validate-as="json" action="prevent" />' },
      400,
      'missing from object',
    ],
    ['a specified one without a rule', { rule: '' }, 200, undefined],
    ['a rule that is ignored', { rule: asJson.replace('prevent', 'ignore') }, 200, undefined],
  ])('%s', async (_case, options, expected, told) => {
    const { status, text } = await ask('{}', options)
    expect(status).toBe(expected)
    if (told !== undefined) expect(messageOf(text)).toContain(told)
  })
})

describe('properties', () => {
  const rule = (more: string) => asJson.replace('/>', `${more} />`)
  test.each([
    ['further ones allowed', '/shape', '{"a":1}', 'allow-additional-properties="true"', 200],
    [
      'further ones forbidden',
      '/order',
      '{"id":1,"lines":[{"sku":"A"}],"a":1}',
      'allow-additional-properties="false"',
      400,
    ],
    [
      'further ones forbidden in what allOf puts together',
      '/order',
      '{"id":1,"lines":[{"sku":"A","a":1}]}',
      'allow-additional-properties="false"',
      400,
    ],
    [
      'known ones of allOf allowed then',
      '/order',
      '{"id":1,"lines":[{"sku":"A","count":1}]}',
      'allow-additional-properties="false"',
      200,
    ],
    [
      'further ones forbidden where the schema wants them',
      '/order',
      '{"id":1,"lines":[{"sku":"A"}],"extra":{"a":1}}',
      'allow-additional-properties="false"',
      400,
    ],
    ['names in another case', '/order', '{"ID":1,"Lines":[{"SKU":"A"}]}', '', 400],
    [
      'names in another case, allowed',
      '/order',
      '{"ID":1,"Lines":[{"SKU":"A"}]}',
      'case-insensitive-property-names="true"',
      200,
    ],
    [
      'values in another case then',
      '/order',
      '{"ID":1,"Lines":[{"SKU":"a"}]}',
      'case-insensitive-property-names="true"',
      400,
    ],
  ])('%s', async (_case, path, body, more, expected) => {
    expect((await ask(body, { path, rule: rule(more) })).status).toBe(expected)
  })
})

test.each([
  ['a limit that the service does not have', '', 'max-size="4194305"', /max-size/],
  ['an action that is none', asJson.replace('prevent', 'stop'), '', /action/],
  [
    'a reference that is none',
    asJson.replace('/>', 'schema-id="a" schema-ref="a" />'),
    '',
    /schema-ref/,
  ],
])('%s is refused', (_case, rule, size, what) => {
  const policy = policyOf({ rule }).replace('max-size="2000"', size === '' ? 'max-size="1"' : size)
  expect(() => describedGateway(specification, policies(policy))).toThrow(what)
})
