import { expect, test } from 'vitest'
import { randomOf } from '../../../../load/random.ts'
import { halfWidthOf } from '../../../../sim/capacity/knee.ts'
import {
  type SearchOptions,
  searchKnee,
  type TrialVerdict,
} from '../../../../sim/capacity/search.ts'

type System = (ratePerS: number) => TrialVerdict

function searched(system: System, changes: Partial<SearchOptions<TrialVerdict>> = {}) {
  const tried: number[] = []
  const found = searchKnee({
    try: async (ratePerS) => {
      tried.push(ratePerS)
      return system(ratePerS)
    },
    startPerS: 50,
    lowestPerS: 5,
    highestPerS: 100_000,
    goalShare: 0.05,
    trialsMax: 30,
    hasTime: () => true,
    ...changes,
  })
  return found.then((result) => ({ ...result, tried }))
}

const sharp =
  (kneePerS: number): System =>
  (ratePerS) => ({
    verdict: ratePerS <= kneePerS ? 'pass' : 'fail',
  })

test.each([12, 50, 73, 640, 5_100])('finds a sharp knee at %d/s', async (kneePerS) => {
  const { end, knee, tried } = await searched(sharp(kneePerS))
  expect(end).toBe('settled')
  expect(knee?.lowPerS).toBeLessThanOrEqual(kneePerS)
  expect(knee?.highPerS).toBeGreaterThanOrEqual(kneePerS)
  expect(knee === undefined ? 1 : halfWidthOf(knee)).toBeLessThanOrEqual(0.05)
  expect(tried.length).toBeLessThan(20)
})

test('the interval holds the knee of a system that fails by chance in 9 of 10 searches', async () => {
  const random = randomOf(1, 'systems')
  let held = 0
  const systems = 25
  for (let index = 0; index < systems; index += 1) {
    const kneePerS = 100 * Math.exp(3 * random())
    const { knee } = await searched((ratePerS) => {
      const passes = 1 / (1 + Math.exp(Math.log(ratePerS / kneePerS) / 0.02))
      return { verdict: random() < 0.01 + 0.98 * passes ? 'pass' : 'fail' }
    })
    if (knee !== undefined && knee.lowPerS <= kneePerS && knee.highPerS >= kneePerS) held += 1
  }
  expect(held / systems).toBeGreaterThan(0.9)
})

test('one trial that goes wrong by itself does not move the knee', async () => {
  let count = 0
  const { knee } = await searched((ratePerS) => {
    count += 1
    return { verdict: count !== 2 && ratePerS <= 640 ? 'pass' : 'fail' }
  })
  expect(Math.abs((knee?.ratePerS ?? 0) / 640 - 1)).toBeLessThan(0.1)
})

test.each<[string, System, Partial<SearchOptions<TrialVerdict>>, object]>([
  ['nothing is carried', sharp(1), {}, { end: 'below-lowest', carriedPerS: 0 }],
  ['all is carried', sharp(1e9), { highestPerS: 400 }, { end: 'above-highest', carriedPerS: 400 }],
  [
    'the generator is the limit',
    (ratePerS) => (ratePerS > 300 ? { verdict: 'unclear', why: 'late' } : { verdict: 'pass' }),
    {},
    { end: 'unclear', why: 'late', carriedPerS: 200 },
  ],
  ['the time is over at once', sharp(100), { hasTime: () => false }, { end: 'out-of-time' }],
  ['few trials', sharp(640), { trialsMax: 6 }, { end: 'unsettled', knee: expect.anything() }],
])('says how it ended: %s', async (_case, system, changes, expected) => {
  expect(await searched(system, changes)).toMatchObject(expected)
})

test('a trial that says nothing is tried again', async () => {
  let count = 0
  const { end, tried } = await searched((ratePerS) => {
    count += 1
    return count === 2 ? { verdict: 'unclear', why: 'a neighbour' } : sharp(640)(ratePerS)
  })
  expect(end).toBe('settled')
  expect(tried.slice(0, 3)).toEqual([50, 100, 100])
})
