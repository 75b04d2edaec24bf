import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { simulatedBackend } from '../../../../sim/backends/backend.ts'
import { behaviourOf } from '../../../../sim/backends/behaviour.ts'
import { Conditions } from '../../../../sim/backends/conditions.ts'
import { Door } from '../../../../sim/backends/door.ts'
import type { BackendHarm } from '../../../../sim/backends/harms/define-harm.ts'
import * as registry from '../../../../sim/backends/harms/registry.ts'
import { Workers } from '../../../../sim/backends/workers.ts'
import { type CanaryAnswer, sendCanary } from '../../../../sim/canary.ts'
import { realClock } from '../../../../sim/clock.ts'

/** One backend over a real socket, shared by all harms: each leaves it as it was. */
const clock = realClock(clockSince(newEpochNs()))
const workers = new Workers({ nowMs: () => clock.nowUs() / 1_000 })
const launch = { latencyMs: 2, spread: 0, bodyBytes: 400, seed: 1 }
const behaviour = behaviourOf(launch, 'test')
const conditions = new Conditions({
  clock,
  seed: 1,
  stream: 'test',
  limit: (capacity) => workers.limit(capacity),
  setDoor: (isOpen) => door.set(isOpen),
  showExpired: () => () => undefined,
  resetAll: () => door.resetAll(),
})
const app = simulatedBackend({
  name: 'orders',
  runId: '0123456789abcdef',
  treat: (call) => conditions.applyTo(behaviour(call), call),
  workers,
  zoneOf: (socket) => door.zoneOf(socket),
  clock,
  record: () => undefined,
})
const door = new Door(app.server, clock, ['westeurope-1', 'westeurope-2'])
let endpoint = { host: '127.0.0.1', port: 0 }

beforeAll(async () => {
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  endpoint = { host: url.hostname, port: Number(url.port) }
})
afterAll(() => app.close())

const harms: ReadonlyMap<string, BackendHarm> = new Map(
  Object.values(registry).map((harm): [string, BackendHarm] => [harm.kind, harm]),
)

function applied(kind: string, params: object): () => void {
  const harm = harms.get(kind)
  if (harm === undefined) throw new Error(`there is no harm ${kind}`)
  return harm.apply(harm.params.parse(params), conditions)
}

const ask = (path = '/orders/1', withinMs = 300) => sendCanary({ endpoint, path, withinMs }, clock)
const isWell = ({ status, trouble, totalMs, body }: CanaryAnswer) =>
  status === 200 && trouble === 'none' && totalMs < 250 && body.length === 400

const rows: readonly (readonly [string, object, (answer: CanaryAnswer) => void])[] = [
  ['errors', { status: 502 }, (answer) => expect(answer.status).toBe(502)],
  [
    'throttle',
    { retryAfterS: 7 },
    (answer) => expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '7' } }),
  ],
  ['slow', { factor: 2, addedMs: 120 }, (answer) => expect(answer.headMs).toBeGreaterThan(120)],
  ['hang', {}, (answer) => expect(answer).toMatchObject({ status: 0, trouble: 'TIMEOUT' })],
  [
    'drip',
    { bytesPerS: 200 },
    (answer) => {
      expect(answer).toMatchObject({ status: 200, trouble: 'TIMEOUT' })
      expect(answer.body.length).toBeGreaterThan(0)
      expect(answer.body.length).toBeLessThan(400)
    },
  ],
  [
    'reset',
    { bodyShare: 0.5 },
    (answer) => expect(answer).toMatchObject({ status: 200, trouble: 'ECONNRESET' }),
  ],
  [
    'truncated',
    { bodyShare: 0.5 },
    (answer) => {
      expect(answer).toMatchObject({ status: 200, trouble: 'ECONNRESET' })
      expect(answer.headers['content-length']).toBe('400')
      expect(answer.body).toHaveLength(200)
    },
  ],
  ...['status-line', 'header', 'content-length', 'chunk'].map(
    (what) =>
      [
        'malformed',
        { what },
        (answer: CanaryAnswer) => expect(answer.trouble).toMatch(/^HPE_/),
      ] as const,
  ),
  [
    'malformed',
    { what: 'json' },
    ({ status, body }) => {
      expect(status).toBe(200)
      expect(() => JSON.parse(body)).toThrow(/JSON/)
    },
  ],
  ['refuse', {}, (answer) => expect(answer.trouble).toBe('ECONNREFUSED')],
  ['flapping', { periodMs: 60_000 }, (answer) => expect(answer.status).toBe(503)],
  [
    'flapping',
    { periodMs: 60_000, how: 'refuse' },
    (answer) => expect(answer.trouble).toBe('ECONNREFUSED'),
  ],
]

test.each(rows)(
  '%s %j is felt by whoever calls, and gone when it is undone twice',
  async (...row) => {
    const [kind, params, expectHarmed] = row
    expect(await ask()).toSatisfy(isWell)
    const undo = applied(kind, params)
    expectHarmed(await ask())
    undo()
    undo()
    await vi.waitFor(async () => expect(await ask()).toSatisfy(isWell), 5_000)
  },
)

test.each([...harms.keys()])('the example of %s is one', (kind) => {
  applied(kind, harms.get(kind)?.example ?? {})()
})

test('a harm hits its share of the calls, its zone and its operation alone', async () => {
  const undo = applied('errors', { share: 0.5, zone: 'westeurope-2', operation: 'GET /orders/*' })
  const answers: number[] = []
  for (let call = 0; call < 80; call += 1) answers.push((await ask()).status)
  const other = await Promise.all(Array.from({ length: 20 }, () => ask('/customers')))
  undo()
  // Connections go to the two zones in turn: one of them never fails, the other in every second call.
  const [first, second] = [0, 1].map((odd) => answers.filter((_, index) => index % 2 === odd))
  const failed = [first, second].map((half) => half?.filter((status) => status === 500).length ?? 0)
  expect(Math.min(...failed)).toBe(0)
  expect(Math.max(...failed)).toBeGreaterThan(8)
  expect(Math.max(...failed)).toBeLessThan(32)
  expect(other.map(({ status }) => status)).toEqual(Array(20).fill(200))
})

test('calls that hang are answered when the harm ends', async () => {
  const undo = applied('hang', {})
  const answer = ask('/orders/1', 5_000)
  await vi.waitFor(() => expect(workers.use.working).toBe(1), 5_000)
  undo()
  expect(await answer).toMatchObject({ status: 200, trouble: 'none' })
  await vi.waitFor(() => expect(workers.use.working).toBe(0), 5_000)
})

test('beyond its capacity calls wait, and beyond its queue they are refused', async () => {
  const slow = applied('slow', { addedMs: 100 })
  const undo = applied('capacity', { concurrent: 1, queue: 1, overloadStatus: 503 })
  const answers = await Promise.all([ask(), ask(), ask(), ask()])
  undo()
  slow()
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503])
  expect(Math.max(...answers.map(({ totalMs }) => totalMs))).toBeGreaterThan(200)
})

test('flapping comes and goes by its period', async () => {
  const undo = applied('flapping', { periodMs: 200, downShare: 0.5 })
  const seen: number[] = []
  await vi.waitFor(async () => {
    seen.push((await ask()).status)
    const changes = seen.filter((status, index) => index > 0 && status !== seen[index - 1])
    expect(changes.length).toBeGreaterThanOrEqual(3)
  }, 5_000)
  undo()
  expect(new Set(seen)).toEqual(new Set([503, 200]))
})

test('a live connection is reset when the door shuts', async () => {
  const socket = connect(endpoint)
  await once(socket, 'connect')
  await ask()
  const broken = once(socket, 'data')
  const undo = applied('refuse', {})
  await expect(broken).rejects.toThrow('ECONNRESET')
  undo()
  await vi.waitFor(async () => expect(await ask()).toSatisfy(isWell), 5_000)
})
