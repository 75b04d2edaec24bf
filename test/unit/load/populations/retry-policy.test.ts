import { expect, test } from 'vitest'
import { type ClientRetry, retrySchema } from '../../../../ledger/launch/population.ts'
import { keyedRandom } from '../../../../load/keyed-random.ts'
import { type EndedAttempt, RetryPolicy } from '../../../../load/populations/retry-policy.ts'

type Given = Readonly<Record<string, unknown>>

function policyOf(given: Given, draw = () => 0.5): RetryPolicy {
  const retry: ClientRetry = retrySchema.parse({ policy: 'immediate', ...given })
  if (retry.policy === 'none') throw new Error('nothing to test')
  return new RetryPolicy(retry, draw, 0)
}

const refused: EndedAttempt = {
  requestId: 7,
  attempt: 1,
  method: 'GET',
  firstIntendedAtUs: 900_000,
  endedAtUs: 1_000_000,
  outcome: 'failed',
  failure: 'refused',
  status: 0,
  retryAfterMs: undefined,
}
const answered = (status: number): Partial<EndedAttempt> => ({ failure: 'none', status })
const lost: Partial<EndedAttempt> = { outcome: 'unknown', failure: 'deadline' }

test.each<[string, Given, Partial<EndedAttempt>, number | undefined]>([
  ['at once', {}, {}, 1_000_000],
  ['a second time', {}, { attempt: 2 }, 1_000_000],
  ['not when all attempts are made', {}, { attempt: 3 }, undefined],
  ['after 503', {}, answered(503), 1_000_000],
  ['not after 404', {}, answered(404), undefined],
  ['after 404 when told to', { statuses: [404] }, answered(404), 1_000_000],
  ['not after a good answer', { statuses: [304] }, { ...answered(304), outcome: 'ok' }, undefined],
  ['after silence', {}, lost, 1_000_000],
  ['not after silence when told so', { on: ['failed'] }, lost, undefined],
  ['not when no connection was to be had', {}, { outcome: 'not-sent' }, undefined],
  ['for want of a connection when told to', { on: ['not-sent'] }, { outcome: 'not-sent' }, 1e6],
  ['not a POST', {}, { method: 'POST' }, undefined],
  ['a POST when told to', { methods: 'all' }, { method: 'POST' }, 1_000_000],
  ['a PUT', {}, { method: 'PUT' }, 1_000_000],
  ['when Retry-After says', {}, { ...answered(429), retryAfterMs: 2_000 }, 3_000_000],
  ['at once all the same', { retryAfter: false }, { retryAfterMs: 2_000 }, 1_000_000],
  ['not when it would wait too long', { retryAfterMaxMs: 10 }, { retryAfterMs: 11 }, undefined],
  ['not when its time is over', { giveUpAfterMs: 99 }, {}, undefined],
  ['in the last moment', { giveUpAfterMs: 100 }, {}, 1_000_000],
])('tries again %s', (_case, given, ended, dueAtUs) => {
  expect(policyOf(given).dueAtUs({ ...refused, ...ended })).toBe(dueAtUs)
})

const backoff = { policy: 'backoff', firstMs: 100, attemptsMax: 9 }

test.each([
  ['none', 1, 100],
  ['none', 2, 200],
  ['none', 3, 400],
  ['none', 8, 1_000],
  ['full', 2, 50],
  ['equal', 2, 125],
] as const)('waits with jitter %s after attempt %i for %i ms', (jitter, attempt, waitMs) => {
  const policy = policyOf({ ...backoff, jitter, maxMs: 1_000 }, () => 0.25)
  const dueAtUs = policy.dueAtUs({ ...refused, attempt })
  expect(dueAtUs).toBe(refused.endedAtUs + waitMs * 1_000)
})

test('waits for the longer of its own wait and Retry-After', () => {
  const policy = policyOf({ ...backoff, jitter: 'none' })
  expect(policy.dueAtUs({ ...refused, retryAfterMs: 40 })).toBe(1_100_000)
  expect(policy.dueAtUs({ ...refused, retryAfterMs: 1_500 })).toBe(2_500_000)
})

test('a budget pays for a share of the requests and so many each second, no more', () => {
  const policy = policyOf({ budget: { ratio: 0.1, minPerS: 2, burst: 5 } })
  const paid = (count: number, endedAtUs: number) =>
    Array.from({ length: count }, () => policy.dueAtUs({ ...refused, endedAtUs })).filter(
      (dueAtUs) => dueAtUs !== undefined,
    ).length
  // A second's worth at the begin.
  expect(paid(9, 0)).toBe(2)
  expect(policy.forgone).toBe(7)
  expect(paid(9, 1_000_000)).toBe(2)
  for (let request = 0; request < 30; request += 1) policy.offered()
  expect(paid(9, 1_000_000)).toBe(3)
  expect(paid(9, 3_600_000_000)).toBe(5)
})

test('what one request draws depends on the seed and itself alone, and is uniform', () => {
  const [one, same] = [keyedRandom(3, 'retry'), keyedRandom(3, 'retry')]
  const other = keyedRandom(4, 'retry')
  const drawn = Array.from({ length: 10_000 }, (_, id) => one(id, 2))
  expect(drawn.toReversed()).toEqual(drawn.map((_, at) => same(9_999 - at, 2)))
  expect(other(1, 2)).not.toBe(one(1, 2))
  expect(one(1, 3)).not.toBe(one(1, 2))
  expect(one(2 ** 40 + 1, 2)).not.toBe(one(1, 2))
  const tenths = new Array<number>(10).fill(0)
  for (const value of drawn)
    tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1
  // Chi-square of 9 degrees: above 27.9 once in a thousand.
  const chiSquare = tenths.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
  expect(chiSquare).toBeLessThan(27.9)
})
