import { expect, test } from 'vitest'
import { timingOf } from '../../../sim/timing.ts'

test.each(['azure', 'drill'] as const)('profile %s has a value for everything', (profile) => {
  const { profile: name, ...durations } = timingOf({ profile })
  expect(name).toBe(profile)
  expect(Object.values(durations).every((value) => value > 0)).toBe(true)
  // A probe that outlives its interval would overlap with the next.
  expect(durations.probeTimeoutMs).toBeLessThanOrEqual(durations.probeIntervalMs)
})

test('a scenario overrides single values, and only those', () => {
  const timing = timingOf({ profile: 'drill', syncPeriodMs: 250, probesToLeave: undefined })
  expect(timing).toEqual({ ...timingOf({ profile: 'drill' }), syncPeriodMs: 250 })
})

test('the drill profile is nowhere slower than the platform', () => {
  const [drill, azure] = [timingOf({ profile: 'drill' }), timingOf({ profile: 'azure' })]
  expect(drill.syncPeriodMs).toBeLessThan(azure.syncPeriodMs)
  expect(drill.probeIntervalMs * drill.probesToLeave).toBeLessThan(
    azure.probeIntervalMs * azure.probesToLeave,
  )
  expect(drill.replicationBetweenZonesMs).toBeLessThan(azure.replicationBetweenZonesMs)
})
