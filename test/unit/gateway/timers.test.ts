import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newTimers } from '../../../gateway/timers.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** The calls so far, each with its time. */
function watched() {
  const called: string[] = []
  const after = newTimers(() => performance.now())
  const startedAtMs = performance.now()
  return {
    called,
    begin: (name: string, delayMs: number) =>
      after(delayMs, () => called.push(`${name} ${performance.now() - startedAtMs}`)),
  }
}

test('each is called when its time has come, whatever its length', () => {
  const { called, begin } = watched()
  begin('late', 50)
  begin('early', 20)
  vi.advanceTimersByTime(10)
  begin('early too', 20)
  vi.advanceTimersByTime(100)
  expect(called).toEqual(['early 20', 'early too 30', 'late 50'])
})

test('what is called off is not called, first, last or between', () => {
  const { called, begin } = watched()
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => begin(name, 20))
  for (const index of [0, 2, 4]) all[index]?.()
  vi.advanceTimersByTime(100)
  expect(called).toEqual(['b 20', 'd 20'])
})

test('calling off twice, or too late, changes nothing', () => {
  const { called, begin } = watched()
  const callOff = begin('a', 20)
  begin('b', 20)
  callOff()
  callOff()
  vi.advanceTimersByTime(20)
  callOff()
  begin('c', 20)
  vi.advanceTimersByTime(20)
  expect(called).toEqual(['b 20', 'c 40'])
})

test('one that is called may begin another of the same length', () => {
  const called: number[] = []
  const after = newTimers(() => performance.now())
  const startedAtMs = performance.now()
  const again = () => {
    called.push(performance.now() - startedAtMs)
    if (called.length < 3) after(20, again)
  }
  after(20, again)
  vi.advanceTimersByTime(200)
  expect(called).toEqual([20, 40, 60])
})

test('no timer stays when all are called off', () => {
  const { begin } = watched()
  const all = [begin('a', 20), begin('b', 20), begin('c', 30)]
  expect(vi.getTimerCount()).toBe(2)
  for (const callOff of all) callOff()
  expect(vi.getTimerCount()).toBe(0)
})

test('what becomes due after one that was called off is not called early', () => {
  const { called, begin } = watched()
  const callOff = begin('a', 20)
  vi.advanceTimersByTime(15)
  begin('b', 20)
  callOff()
  vi.advanceTimersByTime(100)
  expect(called).toEqual(['b 35'])
})
