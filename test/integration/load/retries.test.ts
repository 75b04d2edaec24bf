import { expect, test } from 'vitest'
import { idsOf } from '../../../ledger/ids.ts'
import { type ClientRetry, retrySchema } from '../../../ledger/launch/population.ts'
import { countsOf, httpPort, offer, read } from './offer.ts'

const runId = '0123456789abcdef'

const shop = (retry: Readonly<Record<string, unknown>>) => {
  const parsed: ClientRetry = retrySchema.parse(retry)
  return {
    populations: [{ name: 'shop', share: 1, connections: 16, keepAlive: true, retry: parsed }],
  }
}

/** Refuses the first `failures` attempts of every request with 503, and remembers all attempts. */
async function flaky(failures: number, headers: () => Record<string, string> = () => ({})) {
  const seen: string[] = []
  const port = await httpPort((request, response) => {
    const ids = idsOf(runId, String(request.headers.traceparent))
    seen.push(`${ids?.requestId}/${ids?.attempt}`)
    if ((ids?.attempt ?? 1) <= failures) response.writeHead(503, headers()).end()
    else response.end()
  })
  return { port, seen }
}

type Run = Awaited<ReturnType<typeof offer>>

/** Of every request its attempts in order, as [intendedAtUs, endedAtUs, outcome]. */
function attemptsOf(run: Run) {
  const [intended, ended, attempt] = ['intendedAtUs', 'endedAtUs', 'attempt'].map(run.numbers)
  const outcomes = run.texts('outcome')
  const byRequest = new Map<
    number,
    { attempt: number; intended: number; ended: number; outcome: string }[]
  >()
  for (const [row, id] of run.numbers('requestId').entries()) {
    const known = byRequest.get(id) ?? []
    known.push({
      attempt: attempt?.[row] ?? 0,
      intended: intended?.[row] ?? 0,
      ended: ended?.[row] ?? 0,
      outcome: outcomes[row] ?? '',
    })
    byRequest.set(id, known)
  }
  return [...byRequest.values()].map((all) => all.toSorted((a, b) => a.attempt - b.attempt))
}

test('every attempt is written down, due when its wait was over, and the last one is good', async () => {
  const { port, seen } = await flaky(2)
  const run = await offer(port, {
    ...shop({ policy: 'backoff', firstMs: 50, jitter: 'none', attemptsMax: 4 }),
    durationS: 0.5,
    deadlineMs: 5_000,
  })
  const requests = attemptsOf(run)
  expect([run.result.offered, requests.length, run.gaps]).toEqual([50, 50, 0])
  for (const [first, second, third, ...more] of requests) {
    expect([first?.outcome, second?.outcome, third?.outcome]).toEqual(['failed', 'failed', 'ok'])
    expect(more).toEqual([])
    expect(second?.intended).toBeCloseTo((first?.ended ?? 0) + 50_000, 3)
    expect(third?.intended).toBeCloseTo((second?.ended ?? 0) + 100_000, 3)
  }
  expect(new Set(seen).size).toBe(150)
  expect(seen).toHaveLength(150)
  // Whoever watches sees requests, not attempts.
  const ended = run.progress.map((told) => JSON.stringify(told)).join()
  expect(ended).not.toContain('"failed":1')
})

test('without a policy a request is one attempt', async () => {
  const { port, seen } = await flaky(1)
  const run = await offer(port, { durationS: 0.3 })
  expect(countsOf(run.texts('outcome'))).toEqual({ failed: 30 })
  expect(seen).toHaveLength(30)
})

test.each([
  ['seconds', () => ({ 'retry-after': '1' }), 1_000],
  [
    'a date',
    () => {
      const nowMs = Date.now()
      return {
        date: new Date(nowMs).toUTCString(),
        'retry-after': new Date(nowMs + 1_000).toUTCString(),
      }
    },
    1_000,
  ],
])('waits for what Retry-After says in %s', async (_case, headers, waitMs) => {
  const { port } = await flaky(1, headers)
  const run = await offer(port, {
    ...shop({ policy: 'immediate' }),
    durationS: 0.2,
    deadlineMs: 5_000,
  })
  const requests = attemptsOf(run)
  expect(requests).toHaveLength(20)
  for (const [first, second] of requests) {
    expect(second?.outcome).toBe('ok')
    expect(second?.intended).toBeCloseTo((first?.ended ?? 0) + waitMs * 1_000, 3)
  }
})

test('an attempt that nobody answers has its own deadline, and the next one its own', async () => {
  const port = await httpPort((request, response) => {
    if (idsOf(runId, String(request.headers.traceparent))?.attempt === 2) response.end()
  })
  const run = await offer(port, {
    ...shop({ policy: 'immediate' }),
    durationS: 0.2,
    deadlineMs: 200,
  })
  for (const [first, second, ...more] of attemptsOf(run)) {
    expect([first?.outcome, second?.outcome, more.length]).toEqual(['unknown', 'ok', 0])
    expect((first?.ended ?? 0) - (first?.intended ?? 0)).toBeGreaterThanOrEqual(200_000)
  }
})

test('a budget bounds what a failing server gets, and POST is not repeated', async () => {
  const { port, seen } = await flaky(99)
  const run = await offer(port, {
    ...shop({ policy: 'immediate', attemptsMax: 9, budget: { ratio: 0.2, minPerS: 1, burst: 5 } }),
    operations: [read, { ...read, name: 'write', method: 'POST' }],
  })
  const posts = run.texts('operation').flatMap((name, row) => (name === 'write' ? [row] : []))
  expect(Math.max(...posts.map((row) => run.numbers('attempt')[row] ?? 0))).toBe(1)
  // 100 requests of 0.2 and a second of 1 beside the first one.
  expect(run.count - 100).toBeGreaterThan(10)
  expect(run.count - 100).toBeLessThanOrEqual(22)
  expect(seen).toHaveLength(run.count)
})

test('a load that is stopped makes no retry more, and what was sent stands', async () => {
  const { port, seen } = await flaky(99)
  const run = await offer(
    port,
    shop({ policy: 'backoff', firstMs: 60_000, jitter: 'none' }),
    async (child, nowUs) => {
      await child.command('start', { startAtUs: nowUs() + 50_000 })
      await new Promise((resolve) => setTimeout(resolve, 400))
      await child.command('stop', {})
    },
  )
  expect(run.count).toBe(run.result.offered)
  expect(seen).toHaveLength(run.count)
})
