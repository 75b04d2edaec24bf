import { expect, test } from 'vitest'
import type { Clock } from '../../../../gateway/clock.ts'
import { sendHeartbeats } from '../../../../gateway/sync/send-heartbeats.ts'
import { syncRevisions } from '../../../../gateway/sync/sync-revisions.ts'

const clock: Clock = { nowUs: () => 0, unixMs: () => 0, after: () => () => undefined }
const never = new Promise<never>(() => undefined)
const unexpected = () => {
  throw new Error('nothing was to be told')
}

test.each([
  [
    'asks for revisions',
    (signal: AbortSignal, asked: () => void) =>
      syncRevisions({
        source: {
          latestAfter() {
            asked()
            return never
          },
          [Symbol.asyncDispose]: async () => undefined,
        },
        periodMs: 1_000,
        clock,
        signal,
        numberNow: () => 1,
        apply: unexpected,
        failed: unexpected,
      }),
  ],
  [
    'sends heartbeats',
    (signal: AbortSignal, asked: () => void) =>
      sendHeartbeats({
        periodMs: 60_000,
        clock,
        signal,
        send() {
          asked()
          return never
        },
        changed: unexpected,
      }),
  ],
])('who %s of a plane that gives no answer may go at any time', async (_what, begin) => {
  const stop = new AbortController()
  let asked = 0
  const going = begin(stop.signal, () => {
    asked += 1
  })
  expect(asked).toBe(1)
  stop.abort()
  await going
  expect(asked).toBe(1)
})
