import { describe, expect, test } from 'vitest'
import { contentOf, echoApi, problemsOf } from './folder-of.ts'

const url = 'https://stock.example'
const file = (id: string) => `backends/${id}/backendInformation.json`
const breakerOf = (rule: unknown) => ({
  [file('stock')]: { properties: { url, circuitBreaker: { rules: [rule] } } },
})
const services = (...ids: string[]) => ({ services: ids.map((id) => ({ id: `/backends/${id}` })) })

async function backendOf(properties: object) {
  const { content, warnings } = await contentOf({ [file('stock')]: { properties } })
  return { backend: content.backends[0], warnings }
}

test('a circuit breaker is read, with numbers that are written as texts', async () => {
  const circuitBreaker = {
    rules: [
      {
        name: 'myBreakerRule',
        tripDuration: 'PT1H',
        acceptRetryAfter: true,
        failureCondition: {
          count: '3',
          interval: 'P1D',
          errorReasons: ['Server errors'],
          statusCodeRanges: [{ min: '500', max: 599 }],
        },
      },
    ],
  }
  const { backend, warnings } = await backendOf({ url, circuitBreaker })
  expect(backend?.circuitBreaker).toEqual({
    name: 'myBreakerRule',
    count: 3,
    intervalMs: 86_400_000,
    tripMs: 3_600_000,
    statusRanges: [{ min: 500, max: 599 }],
    errorReasons: ['Server errors'],
    acceptsRetryAfter: true,
  })
  expect(warnings).toEqual([])
})

test('intervals that are left out are an hour, as in the portal', async () => {
  const failureCondition = { percentage: 20, statusCodeRanges: [{ min: 429, max: 429 }] }
  const { backend } = await backendOf({ url, circuitBreaker: { rules: [{ failureCondition }] } })
  expect(backend?.circuitBreaker).toMatchObject({
    percentage: 20,
    intervalMs: 3_600_000,
    tripMs: 3_600_000,
    acceptsRetryAfter: false,
  })
})

test.each([
  ['nothing', null],
  ['no rules', {}],
  ['an empty list', { rules: [] }],
])('a breaker with %s is none', async (_case, circuitBreaker) => {
  const { backend, warnings } = await backendOf({ url, circuitBreaker })
  expect([backend?.circuitBreaker, warnings]).toEqual([undefined, []])
})

const ranges = [{ min: 500, max: 599 }]

describe('a rule that the service would refuse', () => {
  test.each([
    ['a duration', { tripDuration: '1 minute' }, 'tripDuration', '"1 minute" is no duration'],
    ['a time of 0', { tripDuration: 'PT0S' }, 'tripDuration', 'above 0'],
    ['an interval', { failureCondition: { interval: 5 } }, 'interval', 'string'],
    ['a count', { failureCondition: { count: 0 } }, 'count', '1'],
    ['a count', { failureCondition: { count: 'many' } }, 'count', 'a whole number from 1 to 10000'],
    ['a share', { failureCondition: { percentage: 101 } }, 'percentage', '100'],
    ['both', { failureCondition: { count: 1, percentage: 5 } }, 'percentage', 'either a count or'],
    [
      'a status',
      { failureCondition: { statusCodeRanges: [{ min: 100, max: 599 }] } },
      'statusCodeRanges.0.min',
      '200',
    ],
    [
      'a range the wrong way round',
      { failureCondition: { statusCodeRanges: [{ min: 599, max: 500 }] } },
      'statusCodeRanges.0',
      'min is above max',
    ],
  ])('for %s is told with its place', async (_case, rule, field, what) => {
    const [problem] = await problemsOf({ ...echoApi, ...breakerOf(rule) })
    expect(problem).toMatchObject({
      code: 'ARTIFACTS_INVALID_FIELD',
      what: expect.stringContaining(what),
    })
    expect(problem?.where).toMatch(/^backends\/stock\/backendInformation\.json:\d+:\d+ /)
    expect(problem?.where).toMatch(new RegExp(`${field.replaceAll('.', '\\.')}$`))
  })
})

describe('a rule that would surprise', () => {
  test.each([
    ['without a number', { failureCondition: { statusCodeRanges: ranges } }, 'never opens'],
    ['without a failure', { failureCondition: { count: 1 } }, 'never opens'],
    [
      'with a reason of its own',
      { failureCondition: { count: 1, statusCodeRanges: ranges, errorReasons: ['Bad luck'] } },
      'waits for Bad luck',
    ],
  ])('%s is told', async (_case, rule, what) => {
    const { warnings } = await contentOf(breakerOf(rule))
    expect(warnings).toMatchObject([
      { code: 'ARTIFACTS_BREAKER_RULES', what: expect.stringContaining(what) },
    ])
    expect(warnings[0]?.where).toMatch(/backendInformation\.json:\d+:\d+$/)
  })

  test('as the second of two is told, and the first is run', async () => {
    const rule = (count: number) => ({ failureCondition: { count, statusCodeRanges: ranges } })
    const { backend, warnings } = await backendOf({
      url,
      circuitBreaker: { rules: [rule(1), rule(2)] },
    })
    expect(backend?.circuitBreaker?.count).toBe(1)
    expect(warnings).toMatchObject([{ what: expect.stringContaining('has 2 rules') }])
  })
})

test('a proxy is read, with its credentials', async () => {
  const proxy = { url: 'http://proxy.example:8080', username: 'ann', password: 'x' }
  const { backend, warnings } = await backendOf({ url, proxy })
  expect([backend?.proxy, warnings]).toEqual([proxy, []])
})

test('a proxy that is no http URL is said, for calls do not go through it', async () => {
  const { backend, warnings } = await backendOf({ url, proxy: { url: 'https://proxy.example' } })
  expect(backend?.url).toBe(url)
  expect(warnings).toMatchObject([
    {
      code: 'ARTIFACTS_BACKEND_PROXY',
      what: expect.stringContaining('https://proxy.example'),
      where: expect.stringMatching(/backendInformation\.json:\d+:\d+$/),
    },
  ])
})

describe('a pool', () => {
  const single = { [file('stock')]: { properties: { url } } }
  const poolFile = (pool: unknown) => ({ [file('pool')]: { properties: { type: 'Pool', pool } } })

  test('keeps clients with their member by a cookie', async () => {
    const sessionAffinity = { sessionId: { source: 'Cookie', name: 'SessionId' } }
    const { content } = await contentOf({
      ...single,
      ...poolFile({ ...services('stock'), sessionAffinity }),
    })
    expect(content.backends.find(({ id }) => id === 'pool')?.sessionCookie).toBe('SessionId')
  })

  test.each([
    ['holds a pool', services('stock', 'pool'), 'pool pool holds pool pool', 9],
    ['holds nobody', services(), 'pool pool has no members', 5],
    [
      'holds more than 30',
      services(...Array.from({ length: 31 }, () => 'stock')),
      'pool pool has 31 members',
      5,
    ],
  ])('that %s is refused', async (_case, pool, what, line) => {
    const [problem] = await problemsOf({ ...echoApi, ...single, ...poolFile(pool) })
    expect(problem).toMatchObject({ code: 'ARTIFACTS_POOL_MEMBERS', what })
    expect(problem?.where).toMatch(new RegExp(`^backends/pool/backendInformation\\.json:${line}:`))
  })

  test.each([
    ['a weight', { services: [{ id: 'stock', weight: 101 }] }, 'weight'],
    ['a priority', { services: [{ id: 'stock', priority: -1 }] }, 'priority'],
    [
      'a source of sessions',
      {
        ...services('stock'),
        sessionAffinity: { sessionId: { source: 'Header', name: 'X' } },
      },
      'source',
    ],
    [
      'the name of a cookie',
      {
        ...services('stock'),
        sessionAffinity: { sessionId: { source: 'Cookie', name: 'a b' } },
      },
      'name',
    ],
  ])('with %s out of range is refused', async (_case, pool, field) => {
    const [problem] = await problemsOf({ ...echoApi, ...single, ...poolFile(pool) })
    expect(problem?.code).toBe('ARTIFACTS_INVALID_FIELD')
    expect(problem?.where).toMatch(new RegExp(`${field}$`))
  })
})
