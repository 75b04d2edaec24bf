import { expect, test } from 'vitest'
import type { Clock } from '../../../../gateway/clock.ts'
import { governor } from '../../../../gateway/transport/governor.ts'

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
  const capacity = governor(100, clock)
  const waits = Array.from({ length: 50 }, () => {
    nowMs += 10
    return capacity.enter()
  })
  expect(waits.every((wait) => wait === undefined)).toBe(true)
})

test('what comes faster waits longer and longer, and nobody is turned away', () => {
  const { clock, waitsMs } = at(() => 1_000)
  const capacity = governor(100, clock)
  const entered = Array.from({ length: 6 }, () => capacity.enter())
  expect(entered).toHaveLength(6)
  expect(waitsMs).toEqual([10, 20, 30, 40])
})
