import { expect, onTestFinished, test, vi } from 'vitest'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'

test('a process that has to wait while it reads the time is not ahead of others from then on', () => {
  const epochNs = newEpochNs()
  const { bigint } = process.hrtime
  let readings = 0
  const held = vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => {
    readings += 1
    const until = performance.now() + (readings === 1 ? 20 : 0)
    while (performance.now() < until);
    return bigint()
  })
  onTestFinished(() => held.mockRestore())
  const clock = clockSince(epochNs)
  expect(readings).toBeGreaterThan(1)
  // Held up in between, the two readings may be apart by more than it is off by: then once more.
  expect(apartUs(clock, epochNs, bigint)).toBeLessThan(5_000)
})

/** The least of several comparisons of a clock with the system's own. */
function apartUs(clock: () => number, epochNs: bigint, systemNs: () => bigint): number {
  const apart = Array.from({ length: 100 }, () =>
    Math.abs(Number(systemNs() - epochNs) / 1_000 - clock()),
  )
  return Math.min(...apart)
}
