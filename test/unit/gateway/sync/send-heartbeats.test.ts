import { expect, test } from 'vitest'
import type { Clock } from '../../../../gateway/clock.ts'
import { sendHeartbeats } from '../../../../gateway/sync/send-heartbeats.ts'

/** Whether the plane takes each heartbeat, in order; the last one ends them. */
test.each([
  ['a plane that is there', [true, true], [true]],
  ['a plane that comes later', [false, false, true], [true]],
  ['a plane that goes and comes back', [true, false, false, true, true], [true, false, true]],
  ['a plane that never comes', [false, false], []],
])('%s is told once each time', async (_case, taken, expected) => {
  const stop = new AbortController()
  const told: boolean[] = []
  const waits: number[] = []
  let sent = 0
  const clock: Clock = {
    nowUs: () => 0,
    unixMs: () => 0,
    after(delayMs, call) {
      waits.push(delayMs)
      if (sent === taken.length) stop.abort()
      queueMicrotask(call)
      return () => undefined
    },
  }
  await sendHeartbeats({
    periodMs: 60_000,
    clock,
    signal: stop.signal,
    async send() {
      sent += 1
      if (taken[sent - 1] !== true) throw new Error('nobody is there')
    },
    changed: (isReached) => told.push(isReached),
  })
  expect(told).toEqual(expected)
  expect(waits).toEqual(taken.map(() => 60_000))
})
