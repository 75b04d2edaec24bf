import { afterEach, expect, test, vi } from 'vitest'
import { Pacer } from '../../../load/pacing/pacer.ts'

/** A clock that moves by a microsecond with every look, and by each nap. */
function clockOfNaps() {
  let nowUs = 0
  const napsEndUs: number[] = []
  vi.spyOn(Atomics, 'wait').mockImplementation((_array, _index, _value, napMs = 0) => {
    nowUs += napMs * 1_000
    napsEndUs.push(nowUs)
    return 'timed-out'
  })
  const now = () => {
    nowUs += 1
    return nowUs
  }
  const skipTo = (us: number) => {
    nowUs = us
  }
  return { now, napsEndUs, skipTo }
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** A clock that moves a step with every look, so that no time passes. */
function steppingClock(stepUs: number) {
  let nowUs = 0
  return {
    now: () => {
      nowUs += stepUs
      return nowUs
    },
    skip: (us: number) => {
      nowUs += us
    },
  }
}

test('fires every arrival once, in order and never early', async () => {
  const clock = steppingClock(40)
  const fired: number[] = []
  const arrivalsUs = Float64Array.from({ length: 200 }, (_, index) => index * 100)
  const { fired: count } = await new Pacer({
    clock: clock.now,
    startAtUs: 1_000,
    arrivalsUs,
    fire: (index, intendedAtUs) => {
      expect(clock.now()).toBeGreaterThan(intendedAtUs)
      fired.push(index)
    },
    tend: () => 'nothing',
  }).run()
  expect(count).toBe(200)
  expect(fired).toEqual(Array.from({ length: 200 }, (_, index) => index))
})

test('after a stall all that is due is fired at once, none is skipped, and the lateness shows', async () => {
  const clock = steppingClock(10)
  const { fired, latenessUs } = await new Pacer({
    clock: clock.now,
    startAtUs: 0,
    arrivalsUs: Float64Array.from({ length: 100 }, (_, index) => index * 1_000),
    fire: (index) => {
      if (index === 10) clock.skip(50_000)
    },
    tend: () => 'nothing',
  }).run()
  expect(fired).toBe(100)
  expect(latenessUs.max).toBeGreaterThan(48_000)
  expect(latenessUs.quantile(0.4)).toBeLessThan(100)
})

test('goes on turning until nothing is left to wait for', async () => {
  let turnsLeft = 25
  await new Pacer({
    clock: steppingClock(1_000).now,
    startAtUs: 0,
    arrivalsUs: Float64Array.of(0),
    fire: () => undefined,
    tend: () => {
      turnsLeft -= 1
      return turnsLeft > 0 ? 'answers' : 'nothing'
    },
  }).run()
  expect(turnsLeft).toBe(0)
})

test('stopped, it fires nothing more', async () => {
  const pacer = new Pacer({
    clock: steppingClock(10).now,
    startAtUs: 0,
    arrivalsUs: Float64Array.from({ length: 100 }, (_, index) => index * 1_000),
    fire: (index) => {
      if (index === 20) pacer.stop()
    },
    tend: () => 'nothing',
  })
  // The one in whose firing it was stopped is the last.
  expect((await pacer.run()).fired).toBe(21)
})

test('with more due than it can ever fire it still turns, so that answers are read', async () => {
  // Each look at the clock costs more than the gap between two arrivals.
  let turns = 0
  const { fired } = await new Pacer({
    clock: steppingClock(100).now,
    startAtUs: 0,
    arrivalsUs: Float64Array.from({ length: 5_000 }, (_, index) => index),
    fire: () => undefined,
    tend: () => {
      turns += 1
      return 'nothing'
    },
  }).run()
  expect(fired).toBe(5_000)
  expect(turns).toBeGreaterThanOrEqual(5_000 / 64)
})

test.each([
  ['far from the next arrival it sleeps where an answer wakes it', 'answers'],
  ['work that may be due at any moment is looked for all the time', 'work'],
] as const)('%s', async (_name, awaited) => {
  // Each look at the clock is 50 us later, asleep or not.
  let nowUs = 0
  const timers = vi.spyOn(globalThis, 'setTimeout')
  await new Pacer({
    clock: () => {
      nowUs += 50
      return nowUs
    },
    startAtUs: 0,
    arrivalsUs: Float64Array.of(20_000),
    fire: () => undefined,
    tend: () => (nowUs > 20_000 ? 'nothing' : awaited),
  }).run()
  expect(timers.mock.calls.length > 0).toBe(awaited === 'answers')
})

test.each([
  ['seldom, it is awake for the time that waking and a rehearsal take', 5_000, 120],
  ['often, it is awake for a small share of the time between', 400, 12],
])('before an arrival that comes %s', async (_name, gapUs, awakeUs) => {
  const clock = clockOfNaps()
  await new Pacer({
    clock: clock.now,
    startAtUs: 0,
    arrivalsUs: Float64Array.of(gapUs, 2 * gapUs),
    fire: () => undefined,
    // Or it would sleep for most of it.
    tend: (nowUs) => (nowUs > 2 * gapUs ? 'nothing' : 'work'),
  }).run()
  const lastUs = Math.max(...clock.napsEndUs)
  expect(2 * gapUs - lastUs).toBeGreaterThanOrEqual(awakeUs - 6)
  expect(2 * gapUs - lastUs).toBeLessThanOrEqual(awakeUs + 6)
})

test.each([
  ['seldom is rehearsed, once', 20_000, true],
  ['often is not', 3_000, false],
])('an arrival that comes %s', async (_name, gapUs, isRehearsed) => {
  const clock = clockOfNaps()
  const told: string[] = []
  await new Pacer({
    clock: clock.now,
    startAtUs: 0,
    arrivalsUs: Float64Array.of(gapUs, 2 * gapUs),
    rehearse: (index) => {
      const untilDueUs = (index + 1) * gapUs - clock.now()
      expect(untilDueUs).toBeGreaterThan(40)
      expect(untilDueUs).toBeLessThanOrEqual(130)
      told.push(`rehearsed ${index}`)
      // Garbage is collected when the event loop turns.
      setImmediate(() => told.push('turned'))
    },
    fire: (index) => told.push(`fired ${index}`),
    tend: (nowUs) => (nowUs > 2 * gapUs + 1_000 ? 'nothing' : 'work'),
  }).run()
  expect(told).toEqual(
    isRehearsed
      ? ['rehearsed 0', 'fired 0', 'turned', 'rehearsed 1', 'fired 1', 'turned']
      : ['fired 0', 'fired 1'],
  )
})

test('who is held up until shortly before an arrival rehearses nothing', async () => {
  const clock = clockOfNaps()
  const rehearse = vi.fn()
  const { latenessUs } = await new Pacer({
    clock: clock.now,
    startAtUs: 0,
    arrivalsUs: Float64Array.of(20_000),
    rehearse,
    fire: () => undefined,
    tend: (nowUs) => {
      if (nowUs < 19_000) clock.skipTo(19_970)
      return nowUs > 20_000 ? 'nothing' : 'work'
    },
  }).run()
  expect(rehearse).not.toHaveBeenCalled()
  expect(latenessUs.max).toBeLessThan(10)
})
