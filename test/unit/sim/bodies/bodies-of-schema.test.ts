import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import { expect, test } from 'vitest'
import { bodiesOfSchema } from '../../../../sim/bodies/bodies-of-schema.ts'

const defs = {
  Address: {
    type: 'object',
    required: ['street', 'zip'],
    properties: {
      street: { type: 'string', minLength: 3, maxLength: 20 },
      zip: { type: 'string', pattern: '^\\d{5}$', example: '12345' },
    },
    additionalProperties: false,
  },
  // Goes on for ever, unless it is ended.
  Tree: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      parent: { $ref: '#/$defs/Tree' },
      children: { type: 'array', items: { $ref: '#/$defs/Tree' } },
    },
  },
  Cat: {
    type: 'object',
    required: ['kind', 'lives'],
    properties: { kind: { const: 'cat' }, lives: { type: 'integer', minimum: 1, maximum: 9 } },
  },
  Dog: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { const: 'dog' }, owner: { $ref: '#/$defs/Address' } },
  },
  Endless: {
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: '#/$defs/Endless' } },
  },
  Expression: {
    oneOf: [
      {
        type: 'object',
        required: ['and'],
        properties: {
          and: { type: 'array', minItems: 2, items: { $ref: '#/$defs/Expression' } },
        },
      },
      { type: 'object', required: ['is'], properties: { is: { type: 'integer' } } },
    ],
  },
}
const object = (properties: Record<string, unknown>, more = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  ...more,
})

const schemas: readonly [string, unknown][] = [
  [
    'required and other properties',
    { ...object({ id: { type: 'integer' } }), properties: { id: { type: 'integer' }, note: {} } },
  ],
  [
    'formats',
    object(
      Object.fromEntries(
        ['date', 'date-time', 'time', 'duration', 'uuid', 'email', 'uri', 'ipv4', 'ipv6', 'byte']
          .concat('hostname', 'json-pointer', 'uri-reference')
          .map((format) => [format, { type: 'string', format }]),
      ),
    ),
  ],
  [
    'bounds of numbers',
    object({
      a: { type: 'integer', minimum: 3, maximum: 40 },
      b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      c: { type: 'number', multipleOf: 0.05, maximum: 100 },
      d: { type: 'integer', multipleOf: 7, minimum: 100 },
      e: { type: 'integer', maximum: -5 },
    }),
  ],
  [
    'enums, constants and several types',
    object({
      a: { enum: ['x', 2, null] },
      b: { const: 1 },
      c: { type: ['null', 'string'] },
      d: { type: 'boolean' },
    }),
  ],
  [
    'arrays',
    object({
      a: { type: 'array', minItems: 3, maxItems: 4, items: { type: 'integer' } },
      b: { type: 'array', minItems: 2, uniqueItems: true, items: { enum: ['p', 'q', 'r'] } },
      c: { prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
    }),
  ],
  ['a reference', { $ref: '#/$defs/Address' }],
  ['a schema that refers to itself', { $ref: '#/$defs/Tree' }],
  ['one of several', { oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }] }],
  ['one of several that goes on', { $ref: '#/$defs/Expression' }],
  [
    'all of several',
    {
      allOf: [
        { $ref: '#/$defs/Cat' },
        object({ age: { type: 'integer', minimum: 2 } }),
        { properties: { age: { maximum: 3 }, lives: { maximum: 2 } } },
      ],
    },
  ],
  [
    'choices beside properties',
    {
      ...object({ id: { type: 'integer' } }),
      anyOf: [object({ a: { type: 'string' } }), object({ b: { type: 'string' } })],
    },
  ],
  [
    'names that are not given',
    { type: 'object', minProperties: 3, additionalProperties: { type: 'integer' } },
  ],
  ['what must not be', { ...object({ a: { enum: [1, 2, 3] } }), not: object({ a: { const: 2 } }) }],
]

function validator(schema: unknown, named: Readonly<Record<string, unknown>>) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile({ $defs: named, allOf: [schema] })
}

test.each(schemas)('bodies for %s are valid, and of the seed', (_case, schema) => {
  const bodies = bodiesOfSchema(schema, defs, '1')
  expect(bodies.length).toBeGreaterThan(0)
  expect(new Set(bodies).size).toBe(bodies.length)
  expect(bodiesOfSchema(schema, defs, '1')).toEqual(bodies)
  const isValid = validator(schema, defs)
  for (const body of bodies) {
    expect(isValid(JSON.parse(body)), `${body} ${JSON.stringify(isValid.errors)}`).toBe(true)
    expect(body.length).toBeLessThan(100_000)
  }
})

test('another seed gives other bodies, and one schema many', () => {
  const schema = object({ id: { type: 'integer' }, name: { type: 'string' } })
  const bodies = bodiesOfSchema(schema, {}, '1')
  expect(bodies).toHaveLength(16)
  expect(bodiesOfSchema(schema, {}, '2')).not.toEqual(bodies)
})

test.each([
  ['that ends nowhere', { $ref: '#/$defs/Endless' }],
  ['that nothing fits', { type: 'integer', minimum: 3, maximum: 2 }],
  ['with a pattern and no example of it', object({ a: { type: 'string', pattern: '^[A-Z]{3}$' } })],
  ['that refers to nothing', { $ref: '#/$defs/Nothing' }],
  ['that is none', { type: 'nonsense' }],
  ['that forbids everything', false],
])('there is no body for a schema %s', (_case, schema) => {
  expect(bodiesOfSchema(schema, defs, '1')).toEqual([])
})
