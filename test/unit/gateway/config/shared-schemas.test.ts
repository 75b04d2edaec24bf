import { expect, test } from 'vitest'
import { contentOf, echoApi, problemsOf } from './folder-of.ts'

const file = 'schemas/order/schemaInformation.json'

test.each<[string, object, object]>([
  ['as a document', { schemaType: 'json', document: { type: 'object' } }, { type: 'object' }],
  ['as a value', { schemaType: 'Json', value: { type: 'object' } }, { type: 'object' }],
  ['as a text', { schemaType: 'json', value: '{"type":"object"}' }, { type: 'object' }],
])('a JSON schema of the service is read %s', async (_case, properties, document) => {
  const { content } = await contentOf({ [file]: { properties } })
  expect(content.schemas).toEqual([{ id: 'order', kind: 'json', document }])
})

test('an XML schema is kept as its text', async () => {
  const properties = { schemaType: 'xml', value: '<xs:schema />' }
  const { content } = await contentOf({ [file]: { properties } })
  expect(content.schemas).toEqual([{ id: 'order', kind: 'xml', document: '<xs:schema />' }])
})

test('a text that is no JSON is an error with its place', async () => {
  const properties = { schemaType: 'json', value: '{"type":' }
  const [problem] = await problemsOf({ ...echoApi, [file]: { properties } })
  expect(problem).toMatchObject({ code: 'ARTIFACTS_SYNTAX' })
  expect(problem?.where).toContain(file)
})
