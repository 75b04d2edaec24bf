import { expect, test } from 'vitest'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { expiredTokenProblems } from '../../../sim/load-credentials.ts'
import { resolveOperations } from '../../../sim/load-mix.ts'
import { withoutSecrets } from '../../../sim/run-folder.ts'
import { apiOf, contentOf, subscriptionOf } from './content.ts'

const content = contentOf({
  apis: [apiOf({}), apiOf({ id: 'b', path: 'b', subscriptionKeyHeader: 'X-Key' })],
  subscriptions: [subscriptionOf({}), subscriptionOf({ id: 'old', state: 'cancelled' })],
})

type Load = Readonly<Record<string, unknown>>

const scenarioOf = (load: Load) =>
  scenarioSchema.parse({
    name: 'x',
    topology: { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } },
    gateway: { config: 'x' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 1, ...load },
    objectives: ['availability >= 99%'],
  })

const populationOf = (credentials: Load) => ({ populations: [{ name: 'shop', credentials }] })

const operations = [
  { name: 'a', path: '/orders/all', headers: { a: '1' } },
  { name: 'b', path: '/b/all' },
]

test('a population sends the key of its subscription where each API wants it', () => {
  const scenario = scenarioOf({ operations, ...populationOf({ subscription: 'contoso' }) })
  expect(resolveOperations(scenario, content).map(({ headersOf }) => headersOf)).toEqual([
    { shop: { 'Ocp-Apim-Subscription-Key': 'key-of-contoso' } },
    { shop: { 'X-Key': 'key-of-contoso' } },
  ])
})

test('user and password become a header, headers go as they are, and none is kept in the run', () => {
  const credentials = { basic: { user: 'Aladdin', password: 'open sesame' }, headers: { x: 'y' } }
  const scenario = scenarioOf({ operations, ...populationOf(credentials) })
  const [first] = resolveOperations(scenario, content)
  // The example of RFC 7617, section 2.
  const authorization = 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
  expect(first?.headersOf).toEqual({ shop: { authorization, x: 'y' } })
  const kept = JSON.stringify(withoutSecrets(scenario))
  expect(kept).not.toContain('sesame')
  expect(kept).not.toContain('"y"')
})

test('without credentials operations stay as they are', () => {
  const scenario = scenarioOf({ operations, populations: [{ name: 'shop' }] })
  for (const operation of resolveOperations(scenario, content)) {
    expect(operation).not.toHaveProperty('headersOf')
  }
})

test.each([
  [
    'contosso',
    /populations\[0\]\.credentials\.subscription: .*no subscription contosso.*LOAD_UNKNOWN_SUBSCRIPTION/,
  ],
  [
    'old',
    /populations\[0\]\.credentials\.subscription: .*old is cancelled.*LOAD_SUBSCRIPTION_INACTIVE/,
  ],
])('a population with the subscription %s is refused', (subscription, problem) => {
  const scenario = scenarioOf({ operations, ...populationOf({ subscription }) })
  expect(() => resolveOperations(scenario, content)).toThrow(problem)
})

test('an operation with a cancelled subscription is refused', () => {
  const scenario = scenarioOf({ operations: [{ name: 'a', path: '/x', subscription: 'old' }] })
  expect(() => resolveOperations(scenario, content)).toThrow(/operations\[0\]\.subscription/)
})

test('a token and a password cannot both be in one header', () => {
  const both = { token: { audience: 'a' }, basic: { user: 'a', password: 'b' } }
  expect(() => scenarioOf({ operations, ...populationOf(both) })).toThrow(/Authorization/)
})

const jwtOf = (claims: unknown) =>
  `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const now = new Date(1_000_000_000_000)

test.each([
  ['an expired JWT', jwtOf({ exp: 999_999_999 }), 1],
  ['a JWT that expires now', jwtOf({ exp: 1_000_000_000 }), 1],
  ['a good JWT', jwtOf({ exp: 1_000_000_001 }), 0],
  ['a JWT without an end', jwtOf({}), 0],
  ['a JWT with a strange end', jwtOf({ exp: 'soon' }), 0],
  ['no JWT', 'Bearer abc', 0],
  ['dots that are no JWT', 'Bearer a.b.c', 0],
  ['something else', 'Basic abc', 0],
])('%s in the headers of an operation or a population', (_case, authorization, count) => {
  const headers = { authorization }
  const scenario = scenarioOf({
    operations: [{ name: 'a', path: '/x', headers }],
    ...populationOf({ headers }),
  })
  const problems = expiredTokenProblems(scenario, now)
  expect(problems.map(({ where }) => where)).toEqual(
    count === 0
      ? []
      : [
          'load.operations[0].headers.authorization',
          'load.populations[0].credentials.headers.authorization',
        ],
  )
  for (const { what, code } of problems) {
    expect([code, what]).toEqual([
      'LOAD_TOKEN_EXPIRED',
      expect.stringContaining('2001-09-09T01:46'),
    ])
  }
})
