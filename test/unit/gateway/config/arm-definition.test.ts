import { expect, test } from 'vitest'
import { contentOf, type Files } from './folder-of.ts'

const json = 'application/json'
const operation = {
  properties: {
    method: 'post',
    urlTemplate: '/orders/{id}',
    templateParameters: [{ name: 'id', type: 'integer', required: true }],
    request: {
      headers: [{ name: 'X-Key', type: 'string', required: true, typeName: 'Key' }],
      queryParameters: [{ name: 'sort', type: 'string', values: ['up', 'down'] }, { name: 'any' }],
      representations: [{ contentType: json, schemaId: 's', typeName: 'Order' }],
    },
    responses: [
      {
        statusCode: 200,
        headers: [{ name: 'X-Count', type: 'integer' }],
        representations: [{ contentType: json, examples: { a: { value: { id: 1 } } } }],
      },
    ],
  },
}
const order = { type: 'object', properties: { key: { $ref: '#/components/schemas/Key' } } }
const schemas = { Order: order, Key: { type: 'string', maxLength: 3 } }
const files = (document: object, name = 'schemaInformation.json'): Files => ({
  'apis/orders/apiInformation.json': { properties: { path: 'orders' } },
  'apis/orders/operations/make/operationInformation.json': operation,
  [`apis/orders/schemas/s/${name}`]: { properties: { document } },
})
const ofOrders = async (given: Files) => {
  const { content, warnings } = await contentOf(given)
  return { api: content.apis.find(({ id }) => id === 'orders'), warnings }
}

test('an ARM operation describes its messages', async () => {
  const { api } = await ofOrders(files({ components: { schemas } }))
  expect(api?.operations[0]?.definition).toMatchObject({
    path: [{ name: 'id', isRequired: true, schema: { type: 'integer' } }],
    query: [
      { name: 'sort', isRequired: false, schema: { type: 'string' } },
      { name: 'any', isRequired: false },
    ],
    headers: [{ name: 'X-Key', isRequired: true, schema: { $ref: '#/$defs/Key' } }],
    request: [{ contentType: json, schema: { $ref: '#/$defs/Order' }, examples: [] }],
    responses: [
      {
        status: '200',
        headers: [{ name: 'X-Count', schema: { type: 'integer' } }],
        representations: [{ contentType: json, examples: ['{"id":1}'] }],
      },
    ],
  })
})

test.each([
  ['OpenAPI', { components: { schemas } }, 'schemaInformation.json'],
  ['the toolkit', { components: { schemas } }, 'apiSchemaInformation.json'],
])('schemas beside the API are read as %s has them', async (_case, document, name) => {
  const { api, warnings } = await ofOrders(files(document, name))
  expect(warnings).toEqual([])
  expect(api?.schemas).toEqual({
    Order: { type: 'object', properties: { key: { $ref: '#/$defs/Key' } } },
    Key: { type: 'string', maxLength: 3 },
  })
})

test('definitions of Swagger too; what is wrong is told with its line', async () => {
  const definitions = { Key: { type: 'string' }, Order: { type: 'int' } }
  const { api, warnings } = await ofOrders(files({ definitions }))
  expect(api?.schemas).toEqual({ Key: { type: 'string' } })
  expect(warnings[0]?.code).toBe('ARTIFACTS_INVALID_SCHEMA')
  expect(warnings[0]?.where).toMatch(
    /schemas\/s\/schemaInformation\.json:\d+:\d+ properties\.document\.definitions\.Order\.type$/,
  )
})
