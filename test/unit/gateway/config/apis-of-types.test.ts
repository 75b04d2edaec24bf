import { expect, test } from 'vitest'
import { contentOf } from './folder-of.ts'

const schema = 'type Query { users: [String] }'
const information = (more: object) => ({ properties: { path: 'g', ...more } })

test.each([
  ['apis/g/specification.graphql', schema],
  ['apis/g/schema.graphql', schema],
  [
    'apis/g/schemas/graphql/apiSchemaInformation.json',
    {
      properties: {
        contentType: 'application/vnd.ms-azure-apim.graphql.schema',
        document: { value: schema },
      },
    },
  ],
])('a GraphQL API has its schema from %s', async (path, document) => {
  const { content, warnings } = await contentOf({
    'apis/g/apiInformation.json': information({ apiType: 'graphql' }),
    [path]: document,
  })
  expect(warnings).toEqual([])
  expect(content.apis.find(({ id }) => id === 'g')).toMatchObject({
    type: 'graphql',
    graphql: schema,
    operations: [
      { method: 'POST', urlTemplate: '/' },
      { method: 'GET', urlTemplate: '/' },
    ],
  })
})

test('a GraphQL API without a schema is passed on all the same', async () => {
  const { content, warnings } = await contentOf({
    'apis/g/apiInformation.json': information({ type: 'graphql' }),
  })
  expect(warnings).toEqual([])
  expect(content.apis.find(({ id }) => id === 'g')?.operations).toHaveLength(2)
})

test('that resolvers are not run is said, with their place', async () => {
  const { content, warnings } = await contentOf({
    'apis/g/apiInformation.json': information({ type: 'graphql' }),
    'apis/g/specification.graphql': schema,
    'apis/g/resolvers/users/resolverInformation.json': { properties: { path: 'Query/users' } },
    'apis/g/resolvers/users/policy.xml': '<http-data-source />',
  })
  expect(warnings).toMatchObject([
    { code: 'ARTIFACTS_RESOLVERS_NOT_RUN', where: expect.stringMatching(/apis.g.resolvers$/) },
  ])
  expect(content.apis.find(({ id }) => id === 'g')?.type).toBe('graphql')
})

test('an API that was made of WSDL has the schemas that ARM keeps of it', async () => {
  const document = { value: '<xs:schema />' }
  const contentType = 'application/vnd.ms-azure-apim.xsd+xml'
  const { content, warnings } = await contentOf({
    'apis/echo/schemas/a1/schemaInformation.json': { properties: { contentType, document } },
  })
  expect(warnings).toEqual([])
  expect(content.apis[0]?.xmlSchemas).toEqual({ a1: '<xs:schema />' })
})

test('an OData API without a description takes all below its path', async () => {
  const { content, warnings } = await contentOf({
    'apis/o/apiInformation.json': information({ apiType: 'odata' }),
  })
  expect(warnings).toEqual([])
  const api = content.apis.find(({ id }) => id === 'o')
  expect(api?.type).toBe('odata')
  expect(api?.operations.map(({ method, urlTemplate }) => `${method} ${urlTemplate}`)).toEqual([
    ...['GET /*', 'HEAD /*', 'POST /*', 'PUT /*', 'PATCH /*', 'DELETE /*', 'OPTIONS /*'],
  ])
})

test('a schema lies in the revision as it stands, and only of GraphQL', async () => {
  const { content } = await contentOf({ 'apis/echo/schema.graphql': schema })
  expect(content.apis[0]).not.toHaveProperty('graphql')
})
