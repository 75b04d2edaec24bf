import { expect, test } from 'vitest'
import { type Health, healthAfter, newHealth } from '../../../../sim/edge/health.ts'
import { roundRobin } from '../../../../sim/edge/round-robin.ts'

const thresholds = { toLeave: 2, toReturn: 3 }
const into = (state: Health['state']): Health => ({ state, against: 0 })

test.each([
  ['a new instance comes in with its first good probe', newHealth, [true], 'in'],
  ['a new instance that never answers stays new', newHealth, [false, false, false], 'new'],
  ['one bad probe leaves it in', into('in'), [false], 'in'],
  ['two in a row take it out', into('in'), [false, false], 'out'],
  ['two with a good one between do not', into('in'), [false, true, false], 'in'],
  ['two good ones leave it out', into('out'), [true, true], 'out'],
  ['three in a row bring it back', into('out'), [true, true, true], 'in'],
] as const)('%s', (_case, start: Health, probes: readonly boolean[], expected) => {
  const end = probes.reduce((health, isAlive) => healthAfter(health, isAlive, thresholds), start)
  expect(end.state).toBe(expected)
})

test('connections go to the healthy instances in turn', () => {
  const out = new Set(['b'])
  const choose = roundRobin((name: string) => !out.has(name), ['a', 'b', 'c'])
  expect([choose(), choose(), choose(), choose()]).toEqual(['a', 'c', 'a', 'c'])
  out.clear()
  expect([choose(), choose(), choose()]).toEqual(['a', 'b', 'c'])
  for (const name of ['a', 'b', 'c']) out.add(name)
  expect(choose()).toBeUndefined()
})
