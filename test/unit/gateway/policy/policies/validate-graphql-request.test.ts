import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationsOfType } from '../../../../../gateway/config/operations-of-type.ts'
import { toText } from '../../../../../gateway/policy/expressions/runtime/text.ts'
import { graphqlProperty } from '../../../../fuzz/graphql.ts'
import { type Asked, apiOf, contentOf, document, gatewayOf, operationOf } from '../../in-memory.ts'

const schema = `
  type Query { missions(top: Int): [Mission] node(id: ID!): Node search: Hit version: String }
  type Mutation { deleteUser(id: ID!): User }
  interface Node { id: ID }
  type Mission implements Node { id: ID name: String crew: [User] next: Mission }
  type User implements Node @key(fields: "id") { id: ID name: String secret: String }
  union Hit = Mission | User
`

function graphql(rules = '', { depth = '', size = '102400', types = schema } = {}) {
  const authorize = rules === '' ? '' : `<authorize>${rules}</authorize>`
  const policy = `<policies><inbound><base /><validate-graphql-request error-variable-name="mine" max-size="${size}"${depth}>${authorize}</validate-graphql-request></inbound></policies>`
  const operations = operationsOfType('graphql').map((one) => operationOf(one.name, one))
  const api = apiOf(operations, { type: 'graphql', graphql: types, policy: document(policy) })
  return gatewayOf(contentOf({ apis: [api] }))
}

const rule = (path: string, action: string) => `<rule path="${path}" action="${action}" />`
const post = (query: string, more: object = {}): Asked => ({
  method: 'POST',
  path: '/orders',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ query, ...more }),
})

async function messagesOf(query: string, gateway = graphql()) {
  const answer = await gateway.send(post(query))
  expect([answer.status, gateway.calls]).toEqual([400, []])
  expect(answer.exchange.lastError).toMatchObject({ source: 'validate-graphql-request' })
  const body: { errors: { message: string }[] } = JSON.parse(answer.text)
  expect(Object.keys(body)).toEqual(['errors'])
  return body.errors.map(({ message }) => message)
}

async function sentBy(query: string, rules: string, more: object = {}) {
  const gateway = graphql(rules)
  const { status } = await gateway.send(post(query, more))
  expect(status).toBe(200)
  const body: { query: string } = JSON.parse(gateway.calls[0]?.body ?? '{}')
  return body.query.replaceAll(/\s+/g, ' ')
}

test('what the schema allows goes on as it was sent', async () => {
  const gateway = graphql(rule('/__*', 'reject'))
  const asked = post(
    'query Q($n: Int) { missions(top: $n) { __typename name ...F } } fragment F on Mission { id }',
    {
      operationName: 'Q',
      variables: { n: 1 },
    },
  )
  expect((await gateway.send(asked)).status).toBe(200)
  expect(gateway.calls[0]?.body).toBe(asked.body)
})

test.each([
  ['a field that there is not', '{ nope }', 'Cannot query field "nope" on type "Query".'],
  ['an argument of another type', '{ missions(top: "a") { id } }', 'Int cannot represent'],
  ['what is no GraphQL', '{ missions', 'Syntax Error: Expected Name, found <EOF>.'],
  [
    'a variable that is not declared',
    '{ missions(top: $n) { id } }',
    'Variable "$n" is not defined.',
  ],
  [
    'two operations without a name',
    'query A { version } query B { version }',
    'does not say which',
  ],
])('refuses %s', async (_case, query, expected) => {
  expect((await messagesOf(query))[0]).toContain(expected)
})

test.each([
  ['no JSON', 'query', 'The body is no JSON object with a query.'],
  ['a list', '[{"query":"{version}"}]', 'The body is no JSON object with a query.'],
  ['no query', '{"a":1}', 'The body has no query.'],
])('refuses %s', async (_case, body, expected) => {
  const { text } = await graphql().send({ ...post(''), body })
  expect(JSON.parse(text)).toEqual({ errors: [{ message: expected }] })
})

test('asks in a GET, and as a document alone, too', async () => {
  const gateway = graphql(rule('/Mission/name', 'remove'))
  await gateway.send({ path: '/orders?query=%7Bmissions%7Bid%20name%7D%7D' })
  await gateway.send({
    method: 'POST',
    path: '/orders',
    headers: { 'Content-Type': 'application/graphql' },
    body: '{missions{id name}}',
  })
  const left = '{ missions { id } }'
  const [get, alone] = gateway.calls
  expect([get?.query.query?.[0], alone?.body].map((text) => text?.replaceAll(/\s+/g, ' '))).toEqual(
    [left, left],
  )
})

test.each([
  [
    '6 as the default',
    '',
    '{missions{next{next{next{next{id}}}}}}',
    '{missions{next{next{next{next{next{id}}}}}}}',
    6,
  ],
  ['what is given', ' max-depth="2"', '{missions{id}}', '{missions{crew{id}}}', 2],
  [
    'fragments for what they hold',
    ' max-depth="2"',
    '{...A} fragment A on Query {missions{id}}',
    '{missions{...B}} fragment B on Mission {crew{id}}',
    2,
  ],
  [
    'fragments in a circle',
    ' max-depth="2"',
    '{version}',
    '{missions{...B}} fragment B on Mission {next{...B}}',
    2,
  ],
])('depth: %s', async (_case, depth, within, beyond, max) => {
  const gateway = graphql('', { depth })
  expect((await gateway.send(post(within))).status).toBe(200)
  expect(await messagesOf(beyond, graphql('', { depth }))).toEqual([
    `The request is deeper than ${max} fields.`,
  ])
})

test('size is that of the body', async () => {
  const gateway = graphql('', { size: '30' })
  expect((await gateway.send(post('{version}'))).status).toBe(200)
  expect(await messagesOf(`{version}${' '.repeat(30)}`, graphql('', { size: '30' }))).toEqual([
    'The request is larger than 30 bytes.',
  ])
})

test.each([
  [
    'the introspection',
    rule('/__*', 'reject'),
    '{ __schema { types { name } } }',
    '/Query/__schema',
  ],
  ['a field of a type', rule('/Mission/name', 'reject'), '{ missions { name } }', '/Mission/name'],
  [
    'a field in a fragment',
    rule('/Mission/name', 'reject'),
    '{ missions { ...F } } fragment F on Mission { name }',
    '/Mission/name',
  ],
  [
    'a field with another name',
    rule('/Mission/name', 'reject'),
    '{ missions { id: name } }',
    '/Mission/name',
  ],
  [
    'a mutation',
    rule('/Mutation/deleteUser', 'reject'),
    'mutation { deleteUser(id: 1) { id } }',
    '/Mutation/deleteUser',
  ],
  ['a field of the outermost type', rule('/version', 'reject'), '{ version }', '/Query/version'],
  [
    'all fields of a type',
    rule('/User/*', 'reject'),
    '{ missions { crew { name } } }',
    '/User/name',
  ],
  ['a field of an interface', rule('/User/id', 'reject'), '{ node(id: 1) { id } }', '/Node/id'],
  [
    'what an expression says',
    rule(
      '/version',
      '@(context.Request.Method == &quot;POST&quot; ? &quot;deny&quot; : &quot;allow&quot;)',
    ),
    '{ version }',
    '/Query/version',
  ],
  [
    'the next rule after ignore',
    rule('/version', 'ignore') + rule('/Query/*', 'reject'),
    '{ version }',
    '/Query/version',
  ],
])('rejects %s', async (_case, rules, query, path) => {
  expect(await messagesOf(query, graphql(rules))).toEqual([`Access to ${path} is not authorized.`])
})

test.each([
  [
    'the more specific rule',
    rule('/User/*', 'reject') + rule('/User/name', 'allow'),
    '{ missions { crew { name } } }',
  ],
  ['other types', rule('/User/name', 'reject'), '{ missions { name } }'],
  ['the name of a type', rule('/*', 'allow') + rule('/__*', 'reject'), '{ __typename }'],
])('goes by %s', async (_case, rules, query) => {
  expect((await graphql(rules).send(post(query))).status).toBe(200)
})

test.each([
  ['a field', '{ missions { id name } }', '{ missions { id } }'],
  ['what then has nothing to ask', '{ version missions { name } }', '{ version }'],
  [
    'a fragment that then has nothing',
    '{ missions { id ...F } } fragment F on Mission { name ... on Mission { name } }',
    '{ missions { id } }',
  ],
  [
    'variables and fragments that nobody uses then',
    'query Q($n: ID!, $v: Int) { missions(top: $v) { id } node(id: $n) { ...F } } fragment F on Mission { name }',
    'query Q($v: Int) { missions(top: $v) { id } }',
  ],
])('removes %s', async (_case, query, left) => {
  const variables = { n: 1, v: 2 }
  expect(await sentBy(query, rule('/Mission/name', 'remove'), { variables })).toBe(left)
})

test('a request of which nothing is left is refused', async () => {
  const gateway = graphql(rule('/Mission/name', 'remove'))
  expect(await messagesOf('{ missions { name } }', gateway)).toEqual([
    'Access to /Mission/name is not authorized.',
  ])
})

test('what rules leave of any request is right, and has none of what they remove', () => {
  fc.assert(graphqlProperty, { numRuns: 1_000 })
})

test('errors are told to both variables', async () => {
  const { exchange } = await graphql(rule('/Mission/name', 'remove')).send(
    post('{missions{id name}}'),
  )
  for (const name of ['mine', 'GraphQLErrors']) {
    expect(toText(exchange.variables.get(name) ?? '')).toContain('Access to /Mission/name')
  }
})

test.each([
  ['no schema', undefined, 'has no GraphQL schema'],
  ['a schema that is none', 'type Query {', 'has a schema with an error: Syntax Error'],
  ['a schema without a type that it names', 'type Query { a: Nope }', 'Unknown type: "Nope"'],
])('%s is said at load, and fails the request', async (_case, types, expected) => {
  const operations = operationsOfType('graphql').map((one) => operationOf(one.name, one))
  const policy = '<policies><inbound><validate-graphql-request max-size="9" /></inbound></policies>'
  const api = apiOf(operations, {
    type: 'graphql',
    policy: document(policy),
    ...(types === undefined ? {} : { graphql: types }),
  })
  const gateway = gatewayOf(contentOf({ apis: [api] }))
  expect(gateway.warnings.map(({ what }) => what)).toEqual([expect.stringContaining(expected)])
  expect((await gateway.send(post('{a}'))).status).toBe(500)
})

test.each([
  ['brackets', `{missions${'{next'.repeat(15_000)}`],
  ['lists', `{missions(top:${'['.repeat(90_000)}`],
  ['names', `{${'version '.repeat(12_000)}nope}`],
])('a hundred kilobytes of %s are refused', async (_case, query) => {
  expect((await messagesOf(query)).length).toBeGreaterThan(0)
})
