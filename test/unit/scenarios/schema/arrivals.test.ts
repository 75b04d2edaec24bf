import { expect, test } from 'vitest'
import zoneDown from '../../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'

const problemsOf = (load: Readonly<Record<string, unknown>>) => {
  const parsed = scenarioSchema.safeParse({ ...zoneDown, load: { ...zoneDown.load, ...load } })
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test.each([
  [{ arrivals: 'step' }, 'load.arrivals: arrivals: step needs steps'],
  [{ sine: { amplitudePerS: 1, periodS: 1 } }, 'load.sine: sine is for arrivals: sine'],
  [
    { arrivals: 'sine', sine: { amplitudePerS: 401, periodS: 1 } },
    'load.sine: its amplitudePerS is at most ratePerS: there are no fewer than no requests',
  ],
  [
    { arrivals: 'sine', ratePerS: 60_000, sine: { amplitudePerS: 50_000, periodS: 1 } },
    'load.arrivals: at most 100000 requests per second',
  ],
  [
    { arrivals: 'step', steps: [2, 1].map((atS) => ({ atS, ratePerS: 1 })) },
    'load.steps: every step comes later than the one before it',
  ],
  [
    { arrivals: 'spike', spike: { atS: 0, toRatePerS: 1, forS: 2, everyS: 2 } },
    'load.spike.everyS: a spike is over before the next',
  ],
  [{ generators: 65 }, 'load.generators: Too big: expected number to be <=16'],
  [
    { generators: 3, connections: 2 },
    'load: every generator needs a connection of each population',
  ],
] as const)('%j is refused: %s', (load, problem) => {
  expect(problemsOf(load)).toContain(problem)
})

test.each([
  { arrivals: 'step', steps: [{ atS: 0, ratePerS: 0 }] },
  { arrivals: 'spike', spike: { atS: 0, toRatePerS: 1, forS: 2 } },
  { arrivals: 'on-off', onOff: { onS: 1, offS: 1 } },
  { arrivals: 'sine', sine: { amplitudePerS: 400, periodS: 1 }, randomised: false },
  { generators: 2 },
] as const)('%j is taken', (load) => {
  expect(problemsOf(load)).toEqual([])
})
