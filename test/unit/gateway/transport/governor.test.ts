import { expect, test } from 'vitest'
import type { Clock } from '../../../../gateway/clock.ts'
import { type Capacity, governor } from '../../../../gateway/transport/governor.ts'

const hundredPerS: Capacity = {
  ratePerS: 100,
  queueMs: 1_000,
  whenFull: 'answer-503',
  metric: 'Capacity',
}

function at(nowMs: () => number) {
  const waitsMs: number[] = []
  const clock: Clock = {
    nowUs: () => nowMs() * 1_000,
    unixMs: () => 0,
    after(delayMs, call) {
      waitsMs.push(Math.round(delayMs))
      call()
      return () => undefined
    },
  }
  return { clock, waitsMs }
}

test('a rate that is kept waits for nothing', () => {
  let nowMs = 1_000
  const { clock } = at(() => nowMs)
  const capacity = governor(hundredPerS, clock)
  const waits = Array.from({ length: 50 }, () => {
    nowMs += 10
    return capacity.enter()
  })
  expect(waits.every((wait) => wait === undefined)).toBe(true)
  expect(capacity.queueShare()).toBe(0)
})

test('what comes faster waits longer and longer', () => {
  const { clock, waitsMs } = at(() => 1_000)
  const capacity = governor(hundredPerS, clock)
  const entered = Array.from({ length: 6 }, () => capacity.enter())
  expect(entered).toHaveLength(6)
  expect(waitsMs).toEqual([10, 20, 30, 40])
})

test('who would wait longer than the line is long finds it full, until it has moved', () => {
  let nowMs = 1_000
  const { clock, waitsMs } = at(() => nowMs)
  const capacity = governor({ ...hundredPerS, queueMs: 30 }, clock)
  const entered = Array.from({ length: 8 }, () => capacity.enter())
  expect(waitsMs).toEqual([10, 20, 30])
  expect(entered.map((entry) => entry === 'full')).toEqual([
    ...Array(5).fill(false),
    true,
    true,
    true,
  ])
  // Who was turned away takes no place of the line.
  nowMs += 10
  expect([capacity.enter(), capacity.enter()].map((entry) => entry === 'full')).toEqual([
    false,
    true,
  ])
})

test('the time that it was busy is what it worked off, not what still waits', () => {
  let nowMs = 1_000
  const { clock } = at(() => nowMs)
  const capacity = governor(hundredPerS, clock)
  for (let count = 0; count < 12; count += 1) void capacity.enter()
  // Twelve take 120 ms, of which 20 are a burst that is done at once.
  expect(capacity.busyMs()).toBe(20)
  expect(capacity.queueShare()).toBe(0.1)
  nowMs += 60
  expect(capacity.busyMs()).toBe(80)
  nowMs += 600
  expect(capacity.busyMs()).toBe(120)
})
