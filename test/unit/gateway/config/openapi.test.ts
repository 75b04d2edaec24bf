import { expect, test } from 'vitest'
import { collectFindings } from '../../../../gateway/config/errors.ts'
import { readSpecification } from '../../../../gateway/config/openapi.ts'

const components = {
  parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'integer' } } },
  schemas: {
    Node: {
      type: 'object',
      properties: { name: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
    },
    Loop: { $ref: '#/components/schemas/Loop' },
    'a/b': { type: 'string', enum: ['slashed'] },
  },
  requestBodies: { Order: { content: { 'application/json': { example: { id: 1 } } } } },
  examples: { Named: { value: { named: true } } },
}

function operationsOf(paths: unknown, more: object = { openapi: '3.0.1' }) {
  const findings = collectFindings()
  const read = readSpecification({ ...more, paths, components }, 'spec.yaml', findings)
  expect(findings.errors).toEqual([])
  return read?.operations ?? []
}

const parameter = (fields: object) => ({ name: 'q', in: 'query', required: true, ...fields })

test.each([
  ['its own example', { example: 5, schema: { example: 6 } }, '5'],
  ['the first of its examples', { examples: { a: { value: 'x' }, b: { value: 'y' } } }, 'x'],
  [
    'an example behind a reference',
    { examples: { a: { $ref: '#/components/examples/Named' } } },
    '{"named":true}',
  ],
  ['the example of its schema', { schema: { type: 'string', example: 'e', default: 'd' } }, 'e'],
  ['the default', { schema: { type: 'string', default: 'd', enum: ['a'] } }, 'd'],
  ['the first enum value', { schema: { type: 'string', enum: ['a', 'b'] } }, 'a'],
  ['an integer', { schema: { type: 'integer' } }, '1'],
  ['the least integer', { schema: { type: 'integer', minimum: 10 } }, '10'],
  ['a boolean', { schema: { type: 'boolean' } }, 'true'],
  [
    'a list',
    { schema: { type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 2 } },
    'a,a',
  ],
  [
    'a uuid',
    { schema: { type: 'string', format: 'uuid' } },
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ],
  ['a text of the least length', { schema: { type: 'string', minLength: 8 } }, 'samplexx'],
  ['a value behind a reference', { schema: { $ref: '#/components/schemas/a~1b' } }, 'slashed'],
  [
    'something, when a reference goes in a circle',
    { schema: { $ref: '#/components/schemas/Loop' } },
    'sample',
  ],
  [
    'something, when a reference leaves the document',
    { schema: { $ref: 'other.yaml#/x' } },
    'sample',
  ],
  [
    'what its content describes',
    { content: { 'application/json': { schema: { type: 'number' } } } },
    '1',
  ],
])('a required query parameter is %s', (_case, fields, expected) => {
  const [operation] = operationsOf({ '/a': { get: { parameters: [parameter(fields)] } } })
  expect(operation?.examples.query).toEqual({ q: expected })
})

test('a path parameter is never empty, and an optional query parameter is left out', () => {
  const [operation] = operationsOf({
    '/a/{id}/{name}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: {
        parameters: [
          { name: 'name', in: 'path', required: true, schema: { type: '' }, example: '' },
          { name: 'sort', in: 'query', schema: { type: 'string' }, example: 'up' },
          { name: 'X-Header', in: 'header', required: true, schema: { type: 'string' } },
        ],
      },
    },
  })
  expect(operation?.examples).toEqual({ path: { id: '1', name: 'sample' }, query: {} })
})

test('a parameter of the operation replaces that of the path', () => {
  const [operation] = operationsOf({
    '/a/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: { parameters: [{ name: 'id', in: 'path', required: true, example: 'own' }] },
    },
  })
  expect(operation?.examples.path).toEqual({ id: 'own' })
})

const json = 'application/json'

test.each<[string, object, { contentType: string; content: string } | undefined]>([
  ['its example', { [json]: { example: { a: 1 } } }, { contentType: json, content: '{"a":1}' }],
  [
    'its first named example',
    { [json]: { examples: { x: { value: [1] } } } },
    { contentType: json, content: '[1]' },
  ],
  [
    'an example that is JSON text already',
    { [json]: { example: '{"a": 1}' } },
    { contentType: json, content: '{"a": 1}' },
  ],
  ['a text', { [json]: { example: 'a' } }, { contentType: json, content: '"a"' }],
  [
    'made from its schema: required properties only',
    {
      [json]: {
        schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: {} } },
      },
    },
    { contentType: json, content: '{"a":1}' },
  ],
  [
    'made from allOf',
    {
      [json]: {
        schema: {
          allOf: [
            { type: 'object', required: ['a'], properties: { a: { const: 'x' } } },
            { properties: { b: { type: 'boolean' } }, required: ['b'] },
          ],
        },
      },
    },
    { contentType: json, content: '{"a":"x","b":true}' },
  ],
  [
    'made from the first of oneOf',
    { [json]: { schema: { oneOf: [{ type: 'integer' }, { type: 'string' }] } } },
    { contentType: json, content: '1' },
  ],
  [
    'made from the first of anyOf and what stands beside it',
    {
      [json]: { schema: { minimum: 256, anyOf: [{ type: 'integer' }, { type: 'null' }] } },
    },
    { contentType: json, content: '256' },
  ],
  [
    'made from a nullable type',
    { [json]: { schema: { type: ['null', 'integer'] } } },
    { contentType: json, content: '1' },
  ],
  [
    'JSON before other types',
    { 'text/plain': { example: 't' }, 'application/merge-patch+json': { example: {} } },
    { contentType: 'application/merge-patch+json', content: '{}' },
  ],
  [
    'of one type where a range is given',
    { 'application/*+json': { example: {} } },
    { contentType: json, content: '{}' },
  ],
  [
    'a form',
    { 'application/x-www-form-urlencoded': { example: { a: 1, b: 'x y' } } },
    { contentType: 'application/x-www-form-urlencoded', content: 'a=1&b=x+y' },
  ],
  [
    'plain text',
    { 'text/plain': { schema: { type: 'string' } } },
    { contentType: 'text/plain', content: 'sample' },
  ],
  [
    'left out for XML without an example',
    { 'application/xml': { schema: { type: 'object' } } },
    undefined,
  ],
  ['left out for uploads', { 'multipart/form-data': { schema: { type: 'object' } } }, undefined],
])('a request body is %s', (_case, content, expected) => {
  const [operation] = operationsOf({ '/a': { post: { requestBody: { content } } } })
  expect(operation?.examples.body).toEqual(expected)
})

test('a schema that contains itself ends, and stays small', () => {
  const schema = { $ref: '#/components/schemas/Node' }
  const [operation] = operationsOf({
    '/a': { post: { requestBody: { content: { [json]: { schema } } } } },
  })
  const content = operation?.examples.body?.content ?? ''
  expect(content).toContain('{"name":"sample","next":{"name":"sample"')
  expect(content.length).toBeLessThan(500)
})

test('a schema that fans out everywhere is cut at a bounded number of nodes', () => {
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`)
  const wide = { type: 'object', properties: {} }
  Object.assign(wide.properties, Object.fromEntries(names.map((name) => [name, wide])))
  const [operation] = operationsOf({
    '/a': { post: { requestBody: { content: { [json]: { schema: wide } } } } },
  })
  expect(operation?.examples.body?.content.length).toBeLessThan(10_000)
})

test('Swagger 2: bodies, forms, and types on the parameter itself', () => {
  const operations = operationsOf(
    {
      '/a': {
        post: {
          operationId: 'body',
          parameters: [
            {
              name: 'b',
              in: 'body',
              schema: { type: 'object', properties: { a: { type: 'integer' } } },
            },
          ],
        },
        put: {
          operationId: 'form',
          consumes: ['application/x-www-form-urlencoded'],
          parameters: [{ name: 'f', in: 'formData', type: 'string', default: 'v' }],
        },
        get: {
          operationId: 'query',
          parameters: [{ name: 'n', in: 'query', required: true, type: 'integer', minimum: 3 }],
        },
      },
    },
    { swagger: '2.0', consumes: [json], basePath: '/base' },
  )
  expect(
    Object.fromEntries(operations.map(({ id, examples }) => [id, examples.body ?? examples.query])),
  ).toEqual({
    body: { contentType: json, content: '{"a":1}' },
    form: { contentType: 'application/x-www-form-urlencoded', content: 'f=v' },
    query: { n: '3' },
  })
})

test('methods in capital letters, extensions left alone, and paths with a query part', () => {
  const findings = collectFindings()
  const read = readSpecification(
    {
      openapi: 3.1,
      paths: { '/a': { get: {}, 'x-internal': {}, summary: 'all' }, 'x-more': {} },
      'x-ms-paths': { '/a?op=copy': { put: { summary: 'Copy' } } },
    },
    'spec.yaml',
    findings,
  )
  expect(
    read?.operations.map(({ method, urlTemplate, name }) => [method, urlTemplate, name]),
  ).toEqual([
    ['GET', '/a', 'GET /a'],
    ['PUT', '/a?op=copy', 'Copy'],
  ])
})
