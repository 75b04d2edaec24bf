import { expect, test } from 'vitest'
import { chooseRegion, type Routing } from '../../../../sim/router/choose-region.ts'

const endpoint = { host: '127.0.0.1', port: 1 }
const regions = [
  { region: 'west', priority: 2, weight: 1, isDisabled: false, endpoint },
  { region: 'north', priority: 1, weight: 3, isDisabled: false, endpoint },
  { region: 'east', priority: 3, weight: 4, isDisabled: false, endpoint },
]
const latenciesMs = { paris: { west: 9, north: 25, east: 90 }, tokyo: { west: 230, east: 40 } }
const custom = { paris: ['east', 'west'] }

function choose(routing: Routing['routing'], from: string, out: string[] = [], drawn = 0) {
  const isUsable = (region: string) => !out.includes(region)
  return chooseRegion({ routing, regions, latenciesMs, custom }, from, isUsable, () => drawn)
}

test.each([
  ['performance: the nearest', 'performance', 'paris', [], 'west'],
  ['performance: the nearest that is usable', 'performance', 'paris', ['west'], 'north'],
  ['performance: of a place nobody measured, the first', 'performance', 'oslo', [], 'west'],
  ['priority: the lowest number', 'priority', 'paris', [], 'north'],
  ['priority: the next one', 'priority', 'paris', ['north'], 'west'],
  ['custom: the first of the list of the place', 'custom', 'paris', [], 'east'],
  ['custom: the next of the list', 'custom', 'paris', ['east'], 'west'],
  ['custom: nobody outside of the list', 'custom', 'paris', ['east', 'west'], undefined],
  ['custom: a place without a list goes by latency', 'custom', 'tokyo', ['north'], 'east'],
  ['nobody is usable', 'priority', 'paris', ['west', 'north', 'east'], undefined],
] as const)('%s', (_case, routing, from, out, expected) => {
  expect(choose(routing, from, [...out])).toBe(expected)
})

test.each([
  [0, [], 'west'],
  [0.124, [], 'west'],
  [0.126, [], 'north'],
  [0.51, [], 'east'],
  [0.999, [], 'east'],
  // Of the weights that are left: 1 of 5.
  [0.21, ['north'], 'east'],
  [0.19, ['north'], 'west'],
])('weighted: %s of the way through the weights without %j is %s', (drawn, out, expected) => {
  expect(choose('weighted', 'paris', out, drawn)).toBe(expected)
})
