import { expect, test } from 'vitest'
import { fieldsAt, scenarioJsonSchema, schemaAt } from '../../../scenarios/json-schema.ts'

test('the JSON Schema is of a whole scenario and forbids unknown fields', () => {
  const schema = scenarioJsonSchema()
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
  expect(schema.required).toEqual(['name', 'topology', 'gateway', 'backends', 'load', 'objectives'])
  // What has a default need not be written.
  expect(schema.required).not.toContain('timing')
})

test.each([
  [['topology', 'regions', 'anything', 'zones'], { type: 'integer', maximum: 3 }],
  [['load', 'operations', 7, 'path'], { type: 'string' }],
  [['faults', 0, 'anything'], {}],
])('knows what stands at %j', (path, expected) => {
  expect(schemaAt(path)).toMatchObject(expected)
})

test.each([[['nope']], [['topology', 'regions', 'a', 'nope']], [['name', 'x']], [['load', 0]]])(
  'knows that nothing stands at %j',
  (path) => expect(schemaAt(path)).toBeUndefined(),
)

test('lists the fields of a place', () => {
  expect(fieldsAt(['topology'])).toEqual(
    expect.arrayContaining(['tier', 'redundancy', 'zonalIn', 'regions']),
  )
  expect(fieldsAt(['topology', 'regions'])).toEqual([])
})
