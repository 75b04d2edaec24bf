import { expect, test } from 'vitest'
import type { LaunchedSession } from '../../../ledger/launch/sessions.ts'
import { stepUnit } from '../../../ledger/launch/sessions.ts'
import { countsOf, expectWhole, httpPort, offer, read } from './offer.ts'

/** An order is made, looked at, and paid with what the answers said. */
const operations = [
  { ...read, name: 'create', method: 'POST', path: '/orders', body: '{"n":{n:1..9}}' },
  { ...read, name: 'look', weight: 0, path: '/orders/{id}?v={v:1..3}' },
  {
    ...read,
    name: 'pay',
    weight: 0,
    method: 'PUT',
    path: '/orders/{id}/pay',
    headers: { 'if-match': '{tag}', 'content-type': 'application/json' },
    body: '{"order":"{id}"}',
  },
]
const buy: LaunchedSession = {
  name: 'buy',
  steps: [
    { operation: 0, extract: { id: { json: '/order/id' } } },
    { operation: 1, extract: { tag: { header: 'ETag' } }, think: { kind: 'fixed', ms: 50 } },
    { operation: 2, extract: {}, think: { kind: 'fixed', ms: 20 } },
  ],
}
const patient = { deadlineMs: 20_000, connectTimeoutMs: 10_000, sessions: [buy], operations }

/** Numbers its orders; says nothing of the id of those that are not whole. */
async function shop(isWhole: (order: number) => boolean = () => true) {
  const seen: string[] = []
  let orders = 0
  const port = await httpPort(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const body = Buffer.concat(chunks).toString()
    seen.push(`${request.method} ${request.url} ${request.headers['if-match'] ?? ''} ${body}`)
    if (request.method !== 'POST') {
      response.setHeader('etag', `"v-${request.url?.split(/[/?]/)[2]}"`).end()
      return
    }
    orders += 1
    response.end(JSON.stringify(isWhole(orders) ? { order: { id: `o-${orders}` } } : {}))
  })
  return { port, seen }
}

test('users go step by step with what answers said, and each step counts as offered', async () => {
  const { port, seen } = await shop()
  const run = await offer(port, { ...patient, ratePerS: 50, durationS: 3 })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: run.count })
  const created = countsOf(run.texts('operation')).create ?? 0
  expect(created).toBe(150)
  const paid = seen.filter((text) => text.startsWith('PUT'))
  expect(paid.length).toBeGreaterThan(100)
  for (const text of paid) {
    expect(text).toMatch(/^PUT \/orders\/(o-\d+)\/pay "v-\1" \{"order":"\1"\}$/)
  }
  // The time of a step is the end of the one before and the user's thinking.
  const [ids, intended, ended] = ['requestId', 'intendedAtUs', 'endedAtUs'].map(run.numbers)
  const rowOf = new Map(ids?.map((id, row) => [id, row]))
  const looks = ids?.filter((id) => Math.floor(id / stepUnit) === 1) ?? []
  expect(looks.length).toBeGreaterThan(100)
  for (const id of looks) {
    const [at, before] = [rowOf.get(id) ?? -1, rowOf.get(id % stepUnit) ?? -1]
    expect(intended?.[at]).toBeCloseTo((ended?.[before] ?? 0) + 50_000, 3)
  }
})

test('an answer without what is looked for is no good one, and ends its session', async () => {
  const { port, seen } = await shop((order) => order % 2 === 0)
  const run = await offer(port, { ...patient, ratePerS: 40, durationS: 3 })
  expectWhole(run)
  const failures = countsOf(run.texts('failure'))
  expect(failures['nothing-extracted']).toBe(60)
  expect(countsOf(run.texts('outcome'))).toEqual({ failed: 60, ok: run.count - 60 })
  const looked = new Set(
    seen.filter((text) => text.startsWith('GET')).map((text) => text.slice(0, 16)),
  )
  expect(looked.size).toBeGreaterThan(30)
  expect(looked.size).toBeLessThanOrEqual(60)
})

test('users who would go on after the end of the load do not', async () => {
  const { port } = await shop()
  const slow = buy.steps.map((step, index) =>
    index === 1 ? { ...step, think: { kind: 'fixed' as const, ms: 60_000 } } : step,
  )
  const sessions = [{ ...buy, steps: slow }]
  const run = await offer(port, { ...patient, sessions, ratePerS: 50, durationS: 0.4 })
  expectWhole(run)
  expect(countsOf(run.texts('operation'))).toEqual({ create: 20 })
})
