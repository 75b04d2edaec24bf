import { expect, test } from 'vitest'
import { cacheInMemory } from './cache-in-memory.ts'
import { type CallOf, gatewayOf, type WorldOf } from './call-of.ts'

const lookup = (more = '', children = '') =>
  `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" ${more}>${children}</cache-lookup>`

function cachedGateway(policy = lookup(), world: WorldOf = {}) {
  const { cache, time } = cacheInMemory()
  const outbound = '<cache-store duration="10" />'
  const call = gatewayOf({ inbound: { api: policy }, outbound, cache, ...world })
  return (given: CallOf = {}) => {
    time.nowMs = given.atMs ?? time.nowMs
    return call(given)
  }
}

test('answers from the cache until the entry has expired, and the backend rests', async () => {
  const call = cachedGateway()
  const first = await call({ atMs: 0 })
  expect(first).toMatchObject({ body: 'answer 1', backendCalls: 1, exchange: { cache: 'miss' } })
  const second = await call({ atMs: 9_999 })
  expect(second).toMatchObject({ body: 'answer 1', backendCalls: 1, exchange: { cache: 'hit' } })
  expect(second.exchange.attribution).toMatchObject({ layer: 'gateway', policy: 'cache-lookup' })
  const third = await call({ atMs: 10_000 })
  expect(third).toMatchObject({ body: 'answer 2', backendCalls: 2, exchange: { cache: 'miss' } })
})

const [developer, groups] = [
  lookup().replace('vary-by-developer="false"', 'vary-by-developer="true"'),
  lookup().replace('groups="false"', 'groups="true"'),
]
const byHeader = lookup('', '<vary-by-header>Accept; X-Plan</vary-by-header>')
const byQuery = lookup('', '<vary-by-query-parameter>page</vary-by-query-parameter>')

test.each<[string, string, CallOf, CallOf, 'hit' | 'miss']>([
  ['callers share', lookup(), { subscription: 'alice' }, { subscription: 'bob' }, 'hit'],
  [
    'developers do not where told',
    developer,
    { subscription: 'alice' },
    { subscription: 'bob' },
    'miss',
  ],
  ['nor where groups differ', groups, { subscription: 'alice' }, { subscription: 'bob' }, 'miss'],
  ['APIs do not', lookup(), { api: 'orders' }, { api: 'customers' }, 'miss'],
  [
    'a header that counts',
    byHeader,
    { headers: { 'X-Plan': 'a' } },
    { headers: { 'X-Plan': 'b' } },
    'miss',
  ],
  ['a header that does not', byHeader, { headers: { Via: 'a' } }, { headers: { Via: 'b' } }, 'hit'],
  ['every parameter counts', lookup(), { query: { page: '1' } }, { query: { page: '2' } }, 'miss'],
  [
    'their order does not',
    lookup(),
    { query: { a: '1', b: '2' } },
    { query: { b: '2', a: '1' } },
    'hit',
  ],
  ['unless one is named', byQuery, { query: { sort: 'up' } }, { query: { sort: 'down' } }, 'hit'],
  ['a key in the query does not', lookup(), { query: { 'subscription-key': '1' } }, {}, 'hit'],
])('%s', async (_case, policy, first, second, expected) => {
  const call = cachedGateway(policy)
  await call(first)
  expect((await call(second)).exchange.cache).toBe(expected)
})

const withToken = { headers: { Authorization: 'Bearer x' } }

test.each<[string, string, CallOf, 'none' | 'hit']>([
  ['POST', lookup(), { method: 'POST' }, 'none'],
  ['HEAD', lookup(), { method: 'HEAD' }, 'none'],
  ['a token', lookup(), withToken, 'none'],
  ['a token where allowed', lookup('allow-private-response-caching="true"'), withToken, 'hit'],
  ['an external cache that is not there', lookup('caching-type="external"'), {}, 'none'],
])('with %s', async (_case, policy, given, expected) => {
  const call = cachedGateway(policy)
  await call(given)
  expect((await call(given)).exchange.cache).toBe(expected)
})

test.each([
  ['none', '', 'no-store', 'no-store'],
  ['private', '', 'private, must-revalidate, max-age=10', 'private, must-revalidate, max-age=6'],
  ['public', 'must-revalidate="false"', 'public, max-age=10', 'public, max-age=6'],
])('caches behind it are told: %s', async (type, more, stored, hit) => {
  const call = cachedGateway(lookup(`downstream-caching-type="${type}" ${more}`))
  expect((await call({ atMs: 0 })).headers['Cache-Control']).toBe(stored)
  expect((await call({ atMs: 4_000 })).headers['Cache-Control']).toBe(hit)
})

test('a hit still tells what is left of a rate limit', async () => {
  const limit = '<rate-limit calls="5" renewal-period="60" remaining-calls-header-name="X-Left" />'
  const call = cachedGateway(`${limit}${lookup()}`)
  await call()
  const { headers, exchange } = await call()
  expect([exchange.cache, headers['X-Left']]).toEqual(['hit', '3'])
})

test('outbound goes on behind the cache-store: what stood before it is in the entry', async () => {
  const header = (name: string) =>
    `<set-header name="${name}"><value>@(context.RequestId.ToString())</value></set-header>`
  const { cache } = cacheInMemory()
  const outbound = `${header('X-Before')}<cache-store duration="10" />${header('X-Behind')}`
  const call = gatewayOf({ inbound: { api: lookup() }, outbound, cache })
  const first = await call()
  const second = await call()
  expect(second.exchange.cache).toBe('hit')
  expect(second.headers['X-Before']).toBe(first.headers['X-Before'])
  expect(second.headers['X-Behind']).not.toBe(first.headers['X-Behind'])
  expect(second.headers['X-Behind']).toBeDefined()
})

test.each([
  [
    'the backend that was chosen before counts',
    '<set-backend-service base-url="@(context.Request.Headers.GetValueOrDefault(&quot;X-Tenant&quot;, &quot;http://none&quot;))" />',
  ],
  [
    'the path that was chosen before counts',
    '<rewrite-uri template="@(&quot;/&quot; + context.Request.Headers.GetValueOrDefault(&quot;X-Tenant&quot;, &quot;none&quot;).Length)" />',
  ],
])('%s: one tenant never gets the response of another', async (_case, choosing) => {
  const call = cachedGateway(`${choosing}${lookup()}`)
  const from = async (tenant: string) =>
    (await call({ headers: { 'X-Tenant': `http://${tenant}` } })).exchange.cache
  expect([await from('one'), await from('other'), await from('one')]).toEqual([
    'miss',
    'miss',
    'hit',
  ])
})
