import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { quotaCountsSchema } from '../../../../ledger/launch/gateway.ts'
import { sendCanary } from '../../../../sim/canary.ts'
import { apiOf, contentOf, operationOf } from '../../../unit/gateway/in-memory.ts'
import { hasRedis } from '../../gateway/redis-process.ts'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
let small: Awaited<ReturnType<typeof smallWorld>>

const xml = `<policies><inbound>
  <rate-limit-by-key calls="100000" renewal-period="30" counter-key="all" />
  <quota-by-key calls="100000" renewal-period="300" counter-key="all" />
  <cache-lookup vary-by-developer="false" vary-by-developer-groups="false" caching-type="prefer-external" />
</inbound><backend><forward-request /></backend>
<outbound><cache-store duration="60" /></outbound><on-error /></policies>`

const content = contentOf({
  apis: [{ ...apiOf([operationOf('item')]), policy: { file: 'policy.xml', xml } }],
})

beforeAll(async () => {
  small = await smallWorld(
    {
      // A busy machine must not take instances out: that clients lose nothing is what is seen.
      timing: { profile: 'drill', probesToLeave: 8 },
      topology: { tier: 'premium', regions: { r: { zones: 2, units: 2 } } },
      ...(hasRedis ? { redis: { replica: true } } : {}),
    },
    content,
  )
}, 90_000)
afterAll(() => small[Symbol.asyncDispose]())

const valueSchema = z.object({ value: z.object({ callsCount: z.number() }) })
const quotaSchema = z.object({ body: z.object({ value: z.array(valueSchema) }) })

// Before any fault makes an instance forget for good what others counted.
test('a quota is read and set over the management plane, and every instance goes by it', async () => {
  const arm = (method: string, body?: object) =>
    small.processes
      .running('management')
      .command('arm', { method, path: 'quotas/all', ...(body === undefined ? {} : { body }) })
  const callsOf = (answer: unknown) =>
    quotaSchema.parse(answer).body.value.map(({ value }) => value.callsCount)
  const call = () =>
    sendCanary(
      { endpoint: small.world.edgeEndpoint(), path: '/orders/item', withinMs: 5_000 },
      small.clock,
    )
  for (let calls = 0; calls < 6; calls += 1) expect((await call()).status).toBe(200)
  expect(callsOf(await arm('GET'))[0]).toBeGreaterThan(2)
  const set = await arm('PATCH', { properties: { callsCount: 2 } })
  expect(callsOf(set)[0]).toBe(2)
  for (const { instance } of small.context.instances) {
    const holder = small.processes.running(instance)
    await expect
      .poll(async () => sumOf(await holder.command('quotas', { key: 'all' })), { timeout: 10_000 })
      .toBe(2)
  }
  expect(small.events.find(({ kind }) => kind === 'quota-corrected')).toMatchObject({
    source: 'management',
    detail: { region: 'r', counter: 'quota-by-key/calls', unit: 'calls' },
  })
}, 60_000)

type Row = { readonly kind: string; readonly params: object }

const rows: readonly Row[] = [
  { kind: 'counter-partition', params: { zone: 2 } },
  { kind: 'counter-partition', params: { zone: 'r-2', shape: 'one-way' } },
  { kind: 'counter-partition', params: { zone: 1, shape: 'asymmetric' } },
  { kind: 'counter-partition', params: { zone: 2, shape: 'bridge' } },
  { kind: 'counter-delay', params: { delayMs: 200, jitterMs: 100 } },
  { kind: 'counter-loss', params: { share: 0.5 } },
  { kind: 'counter-duplicate', params: { copies: 3 } },
  { kind: 'counter-reorder', params: {} },
  { kind: 'counter-jam', params: { zone: 2 } },
  { kind: 'counter-reset', params: { catchesUp: false } },
  { kind: 'counter-clock-skew', params: { zone: 1, skewMs: 5_000 } },
  { kind: 'cache-flush', params: { region: 'r' } },
  { kind: 'cache-zone-lost', params: { zone: 1 } },
  { kind: 'cache-stale-stuck', params: {} },
  { kind: 'cache-eviction-storm', params: {} },
  { kind: 'cache-stampede', params: { everyMs: 200 } },
  ...(hasRedis
    ? [
        { kind: 'redis-slow', params: { latencyMs: 200 } },
        { kind: 'redis-lost-data', params: {} },
        { kind: 'redis-failover', params: { outageMs: 300 } },
        { kind: 'redis-down', params: {} },
      ]
    : []),
]

/** So many answers say that a fault costs none. */
const callsEnough = 100

test.each(rows)(
  '$kind $params is proven, costs no client its answer, and heals',
  async ({ kind, params }) => {
    const { during, after, ...outcome } = await runInWorld(
      small,
      { kind, ...params },
      // Nothing that is shared may keep a client waiting: 400 ms is more than any policy waits.
      { isFelt: (answers) => answers.length >= callsEnough, withinMs: 2_000 },
    )
    expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
    expect(during.length).toBeGreaterThanOrEqual(callsEnough)
    expect(during.filter((answer) => answer !== '200 none')).toEqual([])
    expect(after).toEqual(['200 none', '200 none'])
  },
  60_000,
)

/** What one instance counts of the first period that it knows. */
function sumOf(counts: unknown): number {
  const [first] = quotaCountsSchema.parse(counts)
  return Object.entries(first?.cells ?? {}).reduce(
    (sum, [holder, cells]) => sum + (holder.startsWith('-') ? -1 : 1) * (cells[1] ?? 0),
    0,
  )
}
