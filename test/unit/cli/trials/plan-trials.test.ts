import { expect, test } from 'vitest'
import { planTrials } from '../../../../cli/trials/plan-trials.ts'

test('trials count seeds up from the first', () => {
  expect(planTrials(3, 7, false)).toEqual([
    { group: 'a', number: 1, seed: 7 },
    { group: 'a', number: 2, seed: 8 },
    { group: 'a', number: 3, seed: 9 },
  ])
})

test('two configurations take turns, the other one first each time, with the same seeds', () => {
  const plan = planTrials(3, 1, true)
  expect(plan.map(({ group }) => group).join('')).toBe('abbaab')
  expect(plan.map(({ seed }) => seed)).toEqual([1, 1, 2, 2, 3, 3])
})
