import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { traceArrivalsOf } from '../../../../ledger/trace.ts'
import { scheduleOf } from '../../../../load/schedule.ts'
import zoneDown from '../../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { prepareTrace } from '../../../../sim/trace/prepare-trace.ts'
import { apiOf, contentOf, operationOf as templateOf } from '../content.ts'

const folder = mkdtempSync(join(tmpdir(), 'trace-'))
afterAll(() => rmSync(folder, { recursive: true }))

const operationOf = (name: string, method: string, path: string) => ({
  name,
  method,
  path,
  weight: 1,
  headers: {},
  needsToken: false,
})
const operations = [
  operationOf('read', 'GET', '/orders/{id:1..500}?full=1'),
  operationOf('write', 'POST', '/orders'),
  operationOf('lines', 'GET', '/orders/1/lines'),
]

type Trace = Readonly<Record<string, unknown>>

async function prepared(
  text: string,
  trace: Trace = {},
  load: Trace = {},
  content = contentOf({}),
) {
  const file = join(folder, 'log.csv')
  writeFileSync(file, text)
  const scenario = scenarioSchema.parse({
    ...zoneDown,
    load: {
      ratePerS: 10,
      durationS: 100,
      warmUpS: 0,
      arrivals: 'trace',
      trace: { file, speed: 1, ...trace },
      ...load,
    },
  })
  const made = await prepareTrace(scenario, operations, content)
  if (made === undefined) throw new Error('no trace')
  return { ...traceArrivalsOf(made.bytes), ...made }
}

test('each request becomes the operation whose path it has, and the others are counted and named', async () => {
  const { choices, arrivalsUs, reading } = await prepared(
    'time,method,path,operation\n3,POST,/orders,\n1,GET,/orders/77?key=secret,\n2,GET,/nowhere?key=secret,\n4,,,write\nx,GET,/orders/1,\n1000,GET,/orders/1,\n',
  )
  expect([...arrivalsUs]).toEqual([0, 2e6, 3e6])
  expect([...choices]).toEqual([0, 1, 1])
  expect(reading).toEqual({
    lines: 7,
    replayed: 3,
    leftOut: 1,
    unmapped: 1,
    unmappedExamples: ['GET /nowhere'],
    unreadable: 1,
  })
})

test('a pattern of the trace comes before paths', async () => {
  const { choices } = await prepared('time,method,path\n1,GET,/orders/1?buy=1\n2,GET,/orders/1\n', {
    operations: [{ match: 'buy=1$', operation: 'write' }],
  })
  expect([...choices]).toEqual([1, 0])
})

test('what falls under the same URL template of the configuration is the same operation', async () => {
  const templates = ['/{id}/{what}', '/{id}/lines'].map((urlTemplate, index) =>
    templateOf({ id: `get-${index}`, urlTemplate }),
  )
  const content = contentOf({ apis: [apiOf({ operations: templates })] })
  const text = 'time,method,path\n1,GET,/orders/abc-1/lines\n2,GET,/orders/7/else\n'
  const { choices, reading } = await prepared(text, {}, {}, content)
  expect([...choices]).toEqual([2])
  expect(reading.unmappedExamples).toEqual(['GET /orders/7/else'])
})

test('no request of the load at all, or a pattern that names no operation, is refused', async () => {
  const text = 'time,method,path\n1,GET,/nowhere\n'
  await expect(prepared(text)).rejects.toThrow('none of 1 requests is of an operation')
  const trace = { operations: [{ match: '.', operation: 'writ' }] }
  await expect(prepared(text, trace)).rejects.toMatchObject({
    problems: [{ code: 'LOAD_TRACE_UNMAPPED', fix: 'write write' }],
  })
})

test('times and operations of a log are those of the schedule, whatever the warm-up and the share', async () => {
  const requests = fc.array(
    fc.record({ ms: fc.integer({ min: 0, max: 99_000 }), isRead: fc.boolean() }),
    { minLength: 1, maxLength: 100 },
  )
  await fc.assert(
    fc.asyncProperty(requests, fc.integer({ min: 0, max: 5 }), async (logged, warmUpS) => {
      const rows = logged.map(({ ms, isRead }) => `${ms / 1_000},${isRead ? 'read' : 'write'}`)
      const text = ['time,operation', ...rows].join('\n')
      const { bytes } = await prepared(text, {}, { warmUpS })
      const traceFile = join(folder, 'trace.bin')
      writeFileSync(traceFile, bytes)
      const plan = { seed: 1, arrivals: 'trace' as const, ratePerS: 10, traceFile, operations }
      const played = [0, 1].flatMap((index) => {
        const schedule = scheduleOf({
          ...plan,
          durationS: 100 + warmUpS,
          warmUpS,
          share: { index, of: 2 },
        })
        return Array.from(schedule.arrivalsUs, (us, at) => [
          us / 1_000 - warmUpS * 1_000,
          schedule.choices[at] === 0,
        ])
      })
      const firstMs = Math.min(...logged.map(({ ms }) => ms))
      const wanted = logged.map(({ ms, isRead }) => [ms - firstMs, isRead])
      expect(sortedTexts(played.filter(([ms = 0]) => Number(ms) >= -1e-6))).toEqual(
        sortedTexts(wanted),
      )
    }),
    { numRuns: 30 },
  )
})

const sortedTexts = (requests: readonly (readonly (number | boolean)[])[]) =>
  requests.map(([ms, isRead]) => `${Math.round(Number(ms))} ${isRead}`).toSorted()
