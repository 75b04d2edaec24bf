import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { shapeLater } from '../../../ledger/launch/arrivals.ts'
import { traceArrivalsOf } from '../../../ledger/trace.ts'
import { scheduleOf } from '../../../load/schedule.ts'
import zoneDown from '../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { requestsOf } from '../../../sim/load-requests.ts'
import { outlineOf } from '../../../sim/outline.ts'
import { prepareTrace } from '../../../sim/trace/prepare-trace.ts'
import { contentOf, subscriptionOf } from './content.ts'

const folder = mkdtempSync(join(tmpdir(), 'requests-'))
afterAll(() => rmSync(folder, { recursive: true }))

const operations = [
  { name: 'read', method: 'GET', path: '/', weight: 1, headers: {}, needsToken: false },
]

const scenarioOf = (load: Readonly<Record<string, unknown>>) =>
  scenarioSchema.parse({ ...zoneDown, load: { ratePerS: 100, durationS: 30, ...load } })

const meanOf = (load: Readonly<Record<string, unknown>>) =>
  requestsOf(scenarioOf(load), operations, contentOf({}))

test.each([
  ['constant', { arrivals: 'constant' }, 3_000],
  ['a ramp up', { arrivals: 'ramp', ramp: { atS: 10, toRatePerS: 300, overS: 10 } }, 6_000],
  [
    'a ramp there and back',
    { arrivals: 'ramp', ramp: { atS: 5, toRatePerS: 200, overS: 5, forS: 5 } },
    4_000,
  ],
  [
    'a ramp that the load is too short for',
    { arrivals: 'ramp', ramp: { atS: 40, toRatePerS: 300 } },
    3_000,
  ],
  [
    'steps',
    {
      arrivals: 'step',
      steps: [
        { atS: 10, ratePerS: 0 },
        { atS: 20, ratePerS: 50 },
      ],
    },
    1_500,
  ],
  ['a step at the very end', { arrivals: 'step', steps: [{ atS: 30, ratePerS: 0 }] }, 3_000],
  ['spikes', { arrivals: 'spike', spike: { atS: 5, toRatePerS: 500, forS: 2, everyS: 10 } }, 5_400],
  ['off half of the time', { arrivals: 'on-off', onOff: { onS: 5, offS: 5 } }, 1_500],
  ['whole days', { arrivals: 'sine', sine: { amplitudePerS: 80, periodS: 15 } }, 3_000],
  // 3000 less the area of the wave: 50 * 60 / 2 pi * (sin(pi) - 0).
  ['half a day', { arrivals: 'sine', sine: { amplitudePerS: 50, periodS: 60 } }, 3_000],
  [
    'the night',
    { arrivals: 'sine', sine: { amplitudePerS: 50, periodS: 60, lowestAtS: 15 } },
    2_045,
  ],
])('%s', async (_case, load, expected) => {
  expect(Math.round(await meanOf({ ...load, warmUpS: 0 }))).toBe(expected)
})

test.each([
  ['poisson', { arrivals: 'poisson' }],
  ['ramp', { arrivals: 'ramp', ramp: { atS: 3, toRatePerS: 400, overS: 9, forS: 4 } }],
  ['step', { arrivals: 'step', steps: [{ atS: 2, ratePerS: 300 }] }],
  ['spike', { arrivals: 'spike', spike: { atS: 4, toRatePerS: 400, forS: 3, everyS: 9 } }],
  ['on-off', { arrivals: 'on-off', onOff: { onS: 4, offS: 3, offRatePerS: 20, atS: 1 } }],
  ['sine', { arrivals: 'sine', sine: { amplitudePerS: 90, periodS: 23, lowestAtS: 4 } }],
])('what schedules of %s hold in the mean, with their warm-up', async (_case, given) => {
  const warmUpS = 12
  const scenario = scenarioOf({ ...given, warmUpS })
  const { arrivals, randomised, ratePerS, durationS } = scenario.load
  const counts = Array.from({ length: 20 }, (_, seed) => {
    const shape = shapeLater(scenario.load, warmUpS)
    const times = { durationS: warmUpS + durationS, warmUpS, ratePerS }
    return scheduleOf({ seed, arrivals, randomised, ...shape, ...times, operations }).wholeCount
  })
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const expected = await meanOf({ ...given, warmUpS })
  // Five standard deviations of the mean of so many Poisson counts.
  expect(Math.abs(mean - expected)).toBeLessThan(5 * Math.sqrt(expected / counts.length))
})

test('of a trace, the requests that stand for an operation; the warm-up rises to its begin', async () => {
  const file = join(folder, 'log.csv')
  const lines = Array.from(
    { length: 100 },
    (_, at) => `${at / 10},${at % 4 === 3 ? 'other' : 'read'}`,
  )
  writeFileSync(file, `time,operation\n${lines.join('\n')}\n`)
  const load = { arrivals: 'trace', trace: { file, speed: 1 }, durationS: 20 }
  expect(await meanOf({ ...load, warmUpS: 0 })).toBe(75)
  const warm = { ...load, warmUpS: 4 }
  const made = await prepareTrace(scenarioOf(warm), operations, contentOf({}))
  const early = [...traceArrivalsOf(made?.bytes ?? new Uint8Array()).arrivalsUs].slice(0, -75)
  expect(early).toHaveLength(30)
  expect(await meanOf(warm)).toBeCloseTo(75 + early.reduce((sum, us) => sum + us / 4e6, 0))
})

test('of sessions, the requests of all their steps', async () => {
  const step = { name: 'read', path: '/' }
  const sessions = [
    { name: 'buy', weight: 3, steps: [step, step, step] },
    { name: 'look', steps: [step] },
  ]
  expect(await meanOf({ arrivals: 'constant', warmUpS: 0, sessions })).toBe(3_000 * 2.5)
})

test('a dry run tells that number', async () => {
  const scenario = scenarioSchema.parse({
    ...zoneDown,
    load: {
      ...zoneDown.load,
      arrivals: 'on-off',
      onOff: { onS: 10, offS: 10 },
      ratePerS: 100,
      durationS: 40,
      warmUpS: 4,
    },
  })
  const content = contentOf({ subscriptions: [subscriptionOf({})] })
  expect((await outlineOf(scenario, content)).load.requests).toBe(2_200)
})
