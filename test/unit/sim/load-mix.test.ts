import { expect, test } from 'vitest'
import type { RevisionContent } from '../../../ledger/revision.ts'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import { operationMixOf, resolveOperations } from '../../../sim/load-mix.ts'
import { apiOf, contentOf, operationOf, policyOf, subscriptionOf } from './content.ts'

const body = { contentType: 'application/json', content: '{"a":1}' }

function mixOf(parts: Partial<RevisionContent>, mintsTokens = false, failing: string[] = []) {
  return operationMixOf(contentOf({ subscriptions: [subscriptionOf({})], ...parts }), {
    mintsTokens,
    failing: new Set(failing),
  })
}

const pathOf = (parts: Parameters<typeof operationOf>[0], api = {}, versionSets = {}) =>
  mixOf({
    apis: [apiOf({ ...api, operations: [operationOf(parts)] })],
    versionSets: [{ id: 'set', name: 'set', scheme: 'Segment', ...versionSets }],
  })[0]

test.each([
  ['a plain template', { urlTemplate: '/all' }, '/orders/all'],
  [
    'a parameter, encoded',
    { urlTemplate: '/{id}/x', examples: { path: { id: 'a b/c' }, query: {} } },
    '/orders/a%20b%2Fc/x',
  ],
  [
    'required query parameters',
    { examples: { path: {}, query: { top: '3', q: 'a&b' } } },
    '/orders/all?top=3&q=a%26b',
  ],
  [
    'query conditions of the template',
    { urlTemplate: '/find?by={name}', examples: { path: { name: 'x' }, query: {} } },
    '/orders/find?by=x',
  ],
  ['a wildcard', { urlTemplate: '/files/*' }, '/orders/files/'],
  ['a named wildcard', { urlTemplate: '/files/{*rest}' }, '/orders/files/'],
  ['the root', { urlTemplate: '/' }, '/orders/'],
])('the path of %s', (_case, operation, path) => {
  expect(pathOf(operation)?.path).toBe(path)
})

test.each([
  ['segment', {}, '/orders/v1/all', {}],
  ['query', { scheme: 'Query', parameterName: 'v' }, '/orders/all?v=v1', {}],
  ['header', { scheme: 'Header', parameterName: 'Api-V' }, '/orders/all', { 'Api-V': 'v1' }],
])('a version in the %s is sent there', (_case, versionSet, path, headers) => {
  const call = pathOf({}, { version: 'v1', versionSetId: 'set' }, versionSet)
  expect(call?.path).toBe(path)
  expect(call?.headers).toMatchObject(headers)
})

test('an API at the root has no empty segment', () => {
  expect(pathOf({}, { path: '' })?.path).toBe('/all')
})

test('a POST is sent with its example', () => {
  const examples = { path: {}, query: {}, body }
  const [call] = mixOf({
    apis: [apiOf({ operations: [operationOf({ method: 'POST', examples })] })],
  })
  expect(call).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'Ocp-Apim-Subscription-Key': 'key-of-contoso' },
    body: '{"a":1}',
  })
})

test.each([
  ['a DELETE', { method: 'DELETE' }],
  ['a POST without example', { method: 'POST' }],
  ['a parameter without example', { urlTemplate: '/{id}' }],
  ['a caller with a certificate', { policy: policyOf('<validate-client-certificate />') }],
  ['a caller from elsewhere', { policy: policyOf('<ip-filter action="allow" />') }],
  ['a token that nobody mints', { policy: policyOf('<validate-jwt header-name="A" />') }],
  ['a token, by a fragment', { policy: policyOf('<include-fragment fragment-id="jwt" />') }],
])('the mix leaves out %s', (_case, parts) => {
  const apis = [
    apiOf({ operations: [operationOf({ id: 'good' }), operationOf({ id: 'bad', ...parts })] }),
  ]
  const fragments = [{ id: 'jwt', policy: policyOf('<validate-jwt header-name="A" />') }]
  expect(mixOf({ apis, fragments }).map(({ name }) => name)).toEqual(['orders/good'])
})

test('what stands in a comment asks for nothing', () => {
  const policy = policyOf('<!-- <validate-jwt header-name="A" /> -->')
  expect(mixOf({ apis: [apiOf({ operations: [operationOf({ policy })] })] })).toHaveLength(1)
})

test('an operation behind a JWT is called when tokens are minted', () => {
  const policy = policyOf('<validate-jwt header-name="Authorization" />')
  const apis = [apiOf({ policy })]
  expect(mixOf({ apis }, true)).toMatchObject([{ needsToken: true }])
})

const product = {
  id: 'free',
  name: 'Free',
  isPublished: true,
  isSubscriptionRequired: true,
  apiIds: ['orders'],
}
const scoped = (id: string, scope: RevisionContent['subscriptions'][number]['scope']) =>
  subscriptionOf({ id, scope, primaryKey: `key-of-${id}` })

test.each([
  ['of all APIs', { kind: 'all' } as const, true],
  ['of this API', { kind: 'api', apiId: 'orders' } as const, true],
  ['of another API', { kind: 'api', apiId: 'other' } as const, false],
  ['of a product that holds it', { kind: 'product', productId: 'free' } as const, true],
  ['of another product', { kind: 'product', productId: 'other' } as const, false],
])('a subscription %s reaches an API: %s', (_case, scope, reaches) => {
  const call = () =>
    mixOf({ apis: [apiOf({})], products: [product], subscriptions: [scoped('s', scope)] })
  if (reaches) expect(call()[0]?.headers).toEqual({ 'Ocp-Apim-Subscription-Key': 'key-of-s' })
  else expect(call).toThrow(/1 need a key/)
})

test('a key that counts no calls is taken before one that does', () => {
  const limited = { ...product, id: 'limited', policy: policyOf('<rate-limit calls="5" />') }
  const [call] = mixOf({
    apis: [apiOf({})],
    products: [limited, product],
    subscriptions: [
      scoped('slow', { kind: 'product', productId: 'limited' }),
      scoped('fast', { kind: 'product', productId: 'free' }),
    ],
  })
  expect(call?.headers).toEqual({ 'Ocp-Apim-Subscription-Key': 'key-of-fast' })
})

test.each([
  ['an API that needs no key', apiOf({ isSubscriptionRequired: false }), []],
  ['an open product', apiOf({}), [{ ...product, isSubscriptionRequired: false }]],
])('%s is called without one', (_case, api, products) => {
  const [call] = mixOf({ apis: [api], products, subscriptions: [] })
  expect(call?.headers).toEqual({})
})

test('suspended subscriptions and revisions that are not current are passed over', () => {
  const subscriptions = [subscriptionOf({ state: 'suspended' })]
  expect(() => mixOf({ apis: [apiOf({})], subscriptions })).toThrow(/no active subscription/)
  expect(() => mixOf({ apis: [apiOf({ isCurrent: false })] })).toThrow(
    /LOAD_WITHOUT_OPERATION[\s\S]*have no operations/,
  )
})

test('a large configuration keeps some of every API', () => {
  const operations = Array.from({ length: 100 }, (_, index) => operationOf({ id: `get${index}` }))
  const apis = ['a', 'b', 'c'].map((id) => apiOf({ id, path: id, operations }))
  const names = mixOf({ apis }).map(({ name }) => name.split('/')[0])
  expect(names).toHaveLength(24)
  expect(new Set(names)).toEqual(new Set(['a', 'b', 'c']))
})

type OperationInput = NonNullable<ScenarioInput['load']['operations']>[number]

function resolvedOf(operation: OperationInput, parts: Partial<RevisionContent> = {}) {
  const scenario = scenarioSchema.parse({
    name: 'x',
    topology: { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } },
    gateway: { config: 'x' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 1, operations: [operation] },
    objectives: ['availability >= 99%'],
  })
  const content = { apis: [apiOf({})], subscriptions: [subscriptionOf({})], ...parts }
  return resolveOperations(scenario, contentOf(content))
}

test('an operation of the scenario gets the key of its subscription and its body as JSON', () => {
  const operation = {
    name: 'a',
    method: 'post',
    path: '/orders',
    body: { b: 1 },
    subscription: 'contoso',
  }
  expect(resolvedOf(operation)).toEqual([
    {
      name: 'a',
      weight: 1,
      method: 'POST',
      path: '/orders',
      headers: {
        'content-type': 'application/json',
        'Ocp-Apim-Subscription-Key': 'key-of-contoso',
      },
      body: '{"b":1}',
      needsToken: false,
    },
  ])
})

test('a body that is a text, and a content type that is given, stay as they are', () => {
  const headers = { 'Content-Type': 'text/plain' }
  const [call] = resolvedOf({ name: 'a', method: 'POST', path: '/x', body: '{n:1..5}', headers })
  expect(call).toMatchObject({ body: '{n:1..5}', headers })
})

test("the key goes into the header that the path's API names", () => {
  const apis = [apiOf({}), apiOf({ id: 'b', path: 'orders/b', subscriptionKeyHeader: 'X-Key' })]
  const call = (path: string) => resolvedOf({ name: 'a', path, subscription: 'contoso' }, { apis })
  expect(call('/orders/b/1')[0]?.headers).toEqual({ 'X-Key': 'key-of-contoso' })
  expect(call('/orders/bc')[0]?.headers).toEqual({ 'Ocp-Apim-Subscription-Key': 'key-of-contoso' })
})

test('an unknown subscription is refused, with the one that was probably meant', () => {
  expect(() => resolvedOf({ name: 'a', path: '/x', subscription: 'kontoso' })).toThrow(
    /load\.operations\[0\]\.subscription: .*no subscription kontoso.*\n.*it has contoso\n.*write contoso/,
  )
})

test('an operation whose policy the gateway cannot run is left out, and said when none is left', () => {
  const policy = { file: 'apis/orders/policy.xml', xml: '<policies />' }
  const parts = { apis: [apiOf({ policy, operations: [operationOf({})] }), apiOf({ id: 'other' })] }
  const namesOf = (failing: string[]) => mixOf(parts, false, failing).map(({ name }) => name)
  expect(namesOf([]).length).toBe(namesOf([policy.file]).length + 1)
  expect(() => mixOf({ apis: [apiOf({ policy })] }, false, [policy.file])).toThrow(
    /1 run a policy that is not supported/,
  )
})
