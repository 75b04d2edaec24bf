import { expect, test } from 'vitest'
import type { ArrivalsShape } from '../../../../../ledger/launch/arrivals.ts'
import { scenariosOf } from '../../../../../load/engines/k6/scenarios-of.ts'

const shape = { ratePerS: 100, durationS: 20, connections: 8, deadlineMs: 1_000, usersMax: 4 }

const stagesOf = (given: ArrivalsShape, ratePerS = 100) =>
  scenariosOf({ ...shape, ratePerS, ...given }).clients?.stages?.map(
    ({ target, duration }) => `${target} in ${duration}`,
  )

test('a rate that stays is constant, after a warm-up that rises from nothing', () => {
  const { warm_up: warmUp, clients } = scenariosOf({ ...shape, warmUpS: 5 })
  expect(warmUp).toMatchObject({ startRate: 0, stages: [{ target: 100, duration: '5s' }] })
  expect(clients).toMatchObject({
    executor: 'constant-arrival-rate',
    rate: 100,
    timeUnit: '1s',
    startTime: '5s',
    duration: '15s',
    preAllocatedVUs: 4,
    maxVUs: 4,
    gracefulStop: '2s',
  })
})

test('what is no whole number by the second is counted by the minute', () => {
  const { clients } = scenariosOf({ ...shape, ratePerS: 0.5 })
  expect(clients).toMatchObject({ rate: 30, timeUnit: '1m' })
})

const [up, up4] = ['100 in 5s', '300 in 4s']
test.each([
  ['a ramp that stays', { ramp: { atS: 5, toRatePerS: 300, overS: 4 } }, [up, up4, '300 in 11s']],
  [
    'a ramp that comes back',
    { ramp: { atS: 5, toRatePerS: 300, overS: 4, forS: 3 } },
    [up, up4, '300 in 3s', '100 in 4s', '100 in 4s'],
  ],
  [
    'a ramp that the end cuts off',
    { ramp: { atS: 18, toRatePerS: 300, overS: 4 } },
    ['100 in 18s', '200 in 2s'],
  ],
  ['steps', { steps: [{ atS: 5, ratePerS: 50 }] }, ['100 in 5s', '50 in 0s', '50 in 15s']],
  [
    'a spike',
    { spike: { atS: 5, toRatePerS: 900, forS: 2 } },
    ['100 in 5s', '900 in 0s', '900 in 2s', '100 in 0s', '100 in 13s'],
  ],
])('%s is stages of k6', (_name, given, stages) => {
  expect(stagesOf(given)).toEqual(stages)
})

test('a wave is drawn by straight pieces, and never falls below nothing', () => {
  const { clients } = scenariosOf({
    ...shape,
    sine: { amplitudePerS: 150, periodS: 10, lowestAtS: 0 },
  })
  const targets = clients?.stages?.map(({ target }) => target) ?? []
  expect(targets).toHaveLength(48)
  expect([Math.min(...targets), Math.max(...targets)]).toEqual([0, 250 * 60])
})
