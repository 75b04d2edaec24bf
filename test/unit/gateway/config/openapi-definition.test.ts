import { expect, test } from 'vitest'
import { collectFindings } from '../../../../gateway/config/errors.ts'
import { readSpecification } from '../../../../gateway/config/openapi.ts'

const json = 'application/json'

function read(operation: object, more: object = {}) {
  const findings = collectFindings()
  const document = { openapi: '3.0.1', ...more, paths: { '/a/{id}': { post: operation } } }
  const specification = readSpecification(document, 'spec.yaml', findings)
  const definition = specification?.operations[0]?.definition
  return { definition, schemas: specification?.schemas, findings }
}

const text = { type: 'string' }

test('parameters by their place, with schema and whether a call needs them', () => {
  const { definition } = read({
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
      { name: 'q', in: 'query', schema: text, description: 'left out' },
      { name: 'X-Key', in: 'header', required: true, schema: text },
      { name: 'c', in: 'cookie', schema: text },
    ],
  })
  expect(definition).toMatchObject({
    path: [{ name: 'id', isRequired: true, schema: { type: 'integer', minimum: 1 } }],
    query: [{ name: 'q', isRequired: false, schema: text }],
    headers: [{ name: 'X-Key', isRequired: true, schema: text }],
  })
})

test.each([
  ['OpenAPI 3: repeated by default', {}, { style: undefined }, undefined],
  ['OpenAPI 3: one text', {}, { explode: false }, ','],
  ['OpenAPI 3: spaces', {}, { style: 'spaceDelimited' }, ' '],
  ['OpenAPI 3: pipes', {}, { style: 'pipeDelimited', explode: false }, '|'],
  ['Swagger 2: commas by default', { swagger: '2.0' }, {}, ','],
  ['Swagger 2: repeated', { swagger: '2.0' }, { collectionFormat: 'multi' }, undefined],
  ['Swagger 2: tabs', { swagger: '2.0' }, { collectionFormat: 'tsv' }, '\t'],
])('how a list stands in the query, %s', (_case, more, fields, separator) => {
  const { definition } = read({ parameters: [{ name: 'q', in: 'query', ...fields }] }, more)
  expect(definition?.query[0]?.separator).toBe(separator)
})

test('bodies and headers of requests and responses in OpenAPI 3', () => {
  const { definition, schemas } = read(
    {
      requestBody: { $ref: '#/components/requestBodies/Order' },
      responses: {
        201: {
          headers: { Location: { required: true, schema: { type: 'string', format: 'uri' } } },
          content: {
            [json]: {
              schema: { $ref: '#/components/schemas/Order' },
              examples: { one: { value: { id: 1 } }, two: { $ref: '#/components/examples/Two' } },
            },
            'text/plain': { example: 'made' },
          },
        },
        '4XX': { $ref: '#/components/responses/Problem' },
        default: { description: 'anything else' },
      },
    },
    {
      components: {
        requestBodies: {
          Order: { content: { [json]: { schema: { $ref: '#/components/schemas/Order' } } } },
        },
        responses: { Problem: { content: { 'application/problem+json': {} } } },
        examples: { Two: { value: { id: 2 } } },
        schemas: {
          Order: { type: 'object', title: 'left out', properties: { id: { type: 'integer' } } },
          Other: { type: 'string' },
        },
      },
    },
  )
  const schema = { $ref: '#/$defs/Order' }
  expect(definition?.request).toEqual([{ contentType: json, schema, examples: [] }])
  expect(definition?.responses).toEqual([
    {
      status: '201',
      headers: [
        {
          name: 'Location',
          isRequired: true,
          schema: { type: 'string', format: 'uri' },
          separator: ',',
        },
      ],
      representations: [
        { contentType: json, schema, examples: ['{"id":1}', '{"id":2}'] },
        { contentType: 'text/plain', examples: ['made'] },
      ],
    },
    {
      status: '4XX',
      headers: [],
      representations: [{ contentType: 'application/problem+json', examples: [] }],
    },
    { status: 'default', headers: [], representations: [] },
  ])
  expect(schemas).toEqual({ Order: { type: 'object', properties: { id: { type: 'integer' } } } })
})

test('bodies and headers of requests and responses in Swagger 2', () => {
  const { definition, schemas } = read(
    {
      produces: [json, 'text/json'],
      parameters: [
        { name: 'b', in: 'body', schema: { $ref: '#/definitions/Order' } },
        {
          name: 'n',
          in: 'query',
          required: true,
          type: 'integer',
          maximum: 9,
          exclusiveMaximum: true,
        },
      ],
      responses: {
        200: {
          schema: { type: 'array', items: { $ref: '#/definitions/Order' } },
          headers: { 'X-Count': { type: 'integer' } },
          examples: { [json]: [1] },
        },
      },
    },
    {
      swagger: '2.0',
      consumes: [json],
      definitions: { Order: { type: 'object', required: ['id'] } },
    },
  )
  expect(definition).toMatchObject({
    query: [{ name: 'n', isRequired: true, schema: { type: 'integer', exclusiveMaximum: 9 } }],
    request: [{ contentType: json, schema: { $ref: '#/$defs/Order' } }],
    responses: [
      {
        status: '200',
        headers: [{ name: 'X-Count', schema: { type: 'integer' } }],
        representations: [
          { contentType: json, examples: ['[1]'] },
          {
            contentType: 'text/json',
            schema: { type: 'array', items: { $ref: '#/$defs/Order' } },
            examples: [],
          },
        ],
      },
    ],
  })
  expect(schemas).toEqual({ Order: { type: 'object', required: ['id'] } })
})

const bodyOf = (schema: unknown) => ({ requestBody: { content: { [json]: { schema } } } })

test.each<[string, unknown, unknown]>([
  ['a nullable type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'a nullable enum',
    { type: 'string', nullable: true, enum: ['a'] },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [
    'something nullable of others',
    { nullable: true, allOf: [text] },
    { anyOf: [{ allOf: [text] }, { type: 'null' }] },
  ],
  ['a bound that does not belong', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  ['a bound that does', { minimum: 1, exclusiveMinimum: false }, { minimum: 1 }],
  [
    'a tuple of an older draft',
    { type: 'array', items: [text], additionalItems: false },
    { type: 'array', prefixItems: [text], items: false },
  ],
  [
    'types and examples of 3.1',
    { type: ['null', 'string'], examples: ['a'] },
    { type: ['null', 'string'], examples: ['a'] },
  ],
  ['required in the wrong place', { type: 'string', required: true }, { type: 'string' }],
  [
    'a property called __proto__',
    JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
    JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
  ],
  ['keywords that say nothing', { title: 't', xml: {}, 'x-a': 1, discriminator: {} }, {}],
])('%s is written as JSON Schema 2020-12', (_case, schema, expected) => {
  const { definition, findings } = read(bodyOf(schema))
  expect([definition?.request[0]?.schema, findings.warnings]).toEqual([expected, []])
})

test('schemas that contain themselves stay references', () => {
  const { schemas, findings } = read(bodyOf({ $ref: '#/components/schemas/Node' }), {
    components: {
      schemas: { Node: { properties: { next: { $ref: '#/components/schemas/Node' } } } },
    },
  })
  expect(schemas).toEqual({ Node: { properties: { next: { $ref: '#/$defs/Node' } } } })
  expect(findings.warnings).toEqual([])
})

test('names are kept apart, whatever characters they have and wherever they stand', () => {
  const { schemas } = read(
    bodyOf({
      allOf: [
        { $ref: '#/components/schemas/a~1b%20c' },
        { $ref: '#/definitions/a~1b c' },
        { $ref: '#/x/0' },
      ],
    }),
    {
      components: { schemas: { 'a/b c': { type: 'string' } } },
      definitions: { 'a/b c': { type: 'integer' } },
      x: [{ type: 'boolean' }],
    },
  )
  expect(
    Object.values(schemas ?? {})
      .map((schema) => JSON.stringify(schema))
      .toSorted(),
  ).toEqual(['{"type":"boolean"}', '{"type":"integer"}', '{"type":"string"}'])
})

const circle = {
  A: { $ref: '#/components/schemas/B' },
  B: { allOf: [{ $ref: '#/components/schemas/A' }] },
}
const at = (rest: string) =>
  `spec.yaml paths./a/{id}.post.requestBody.content.${json}.schema${rest}`

test.each<[string, unknown, string, RegExp]>([
  ['a type that is none', { type: 'int' }, at('.type'), /type is one of array/],
  ['a pattern that is none', { pattern: '(' }, at('.pattern'), /regular expression/],
  ['required that is a text', { required: 'a' }, at('.required'), /list of names/],
  ['an empty choice', { oneOf: [] }, at('.oneOf'), /list of schemas/],
  ['a property that is a text', { properties: { a: 'text' } }, at('.properties.a'), /an object/],
  ['a length below 0', { minLength: -1 }, at('.minLength'), /whole number/],
  ['a reference to nowhere', { $ref: '#/components/schemas/Nope' }, at('.$ref'), /nothing at/],
  ['a reference to another file', { $ref: 'a.json' }, at('.$ref'), /not in this document/],
  [
    'a circle of references',
    { $ref: '#/components/schemas/A' },
    'spec.yaml components.schemas.A',
    /without end/,
  ],
  ['nesting without end', nested(200), at('.not'.repeat(101)), /nested too deeply/],
])('%s is a warning with its place', (_case, schema, where, what) => {
  const { findings, definition, schemas } = read(bodyOf(schema), {
    components: { schemas: circle },
  })
  expect(findings.errors).toEqual([])
  expect(findings.warnings[0]).toMatchObject({ code: 'ARTIFACTS_INVALID_SCHEMA', where })
  expect(findings.warnings[0]?.what).toMatch(what)
  // What cannot be read must not become a schema that everything fits.
  expect(JSON.stringify(definition?.request[0]?.schema)).toMatch(/\$ref/)
  expect(schemas).toEqual({})
})

function nested(depth: number): unknown {
  let schema: unknown = {}
  for (let count = 0; count < depth; count += 1) schema = { not: schema }
  return schema
}

test('a document whose shared parts multiply is cut, and says so', () => {
  let shared: object = { type: 'string' }
  for (let level = 0; level < 8; level += 1) {
    shared = { anyOf: new Array(10).fill(shared) }
  }
  const { findings } = read(bodyOf(shared))
  expect(findings.warnings[0]?.what).toMatch(/over 300000 parts/)
})

test('a schema that is wrong is told with line and column', () => {
  const findings = collectFindings()
  const lineOf = () => '7:9'
  const paths = { '/a': { post: bodyOf({ type: 'int' }) } }
  readSpecification({ openapi: '3.0.1', paths }, 'spec.yaml', findings, lineOf)
  expect(findings.warnings[0]?.where).toMatch(/^spec\.yaml:7:9 paths\.\/a\.post\./)
})

test.each<[string, object, string]>([
  ['a parameter without a name', { parameters: [{ in: 'query' }] }, 'parameters.0'],
  [
    'a parameter that is nowhere',
    { parameters: [{ $ref: '#/components/parameters/No' }] },
    'parameters.0',
  ],
  ['a request body that is nowhere', { requestBody: { $ref: '#/nowhere' } }, 'requestBody'],
  ['a response in another file', { responses: { 200: { $ref: 'a.yaml' } } }, 'responses.200'],
])('%s is left out, and told', (_case, operation, place) => {
  const { definition, findings } = read(operation)
  expect(definition).toMatchObject({ path: [], query: [], headers: [], request: [] })
  expect(findings.warnings).toMatchObject([
    { code: 'ARTIFACTS_INVALID_OPERATION', where: `spec.yaml paths./a/{id}.post.${place}` },
  ])
})

test('a parameter of a path is told once, however many operations have it', () => {
  const findings = collectFindings()
  const paths = { '/a': { parameters: [{}], get: {}, put: {} } }
  readSpecification({ openapi: '3.0.1', paths }, 'spec.yaml', findings)
  expect(findings.warnings.map(({ where }) => where)).toEqual(['spec.yaml paths./a.parameters.0'])
})

test.each([
  ['3.0.1', undefined, undefined],
  [3.1, undefined, undefined],
  [undefined, '2.0', undefined],
  [undefined, 2, undefined],
  ['4.0.0', undefined, 'version 4.0.0 of OpenAPI is not known'],
  [undefined, '1.2', 'version 1.2 of Swagger is not known'],
  [undefined, undefined, 'this document has neither `openapi` nor `swagger`'],
])('OpenAPI %s, Swagger %s', (openapi, swagger, what) => {
  const findings = collectFindings()
  readSpecification({ openapi, swagger, paths: {} }, 'spec.yaml', findings)
  expect(findings.errors[0]?.what).toBe(what)
})

test('variables of a server have their defaults in the base path', () => {
  const servers = [{ url: 'https://{host}/{stage}/v1/', variables: { stage: { default: 'test' } } }]
  const specification = readSpecification(
    { openapi: '3.0.1', servers, paths: {} },
    'spec.yaml',
    collectFindings(),
  )
  expect(specification?.basePath).toBe('test/v1')
})
