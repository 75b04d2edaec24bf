import { expect, test } from 'vitest'
import { nearestOf } from '../../../scenarios/nearest.ts'

test.each([
  ['redundency', ['tier', 'redundancy'], 'redundancy'],
  ['RatePerS', ['ratePerS'], 'ratePerS'],
  ['zone', ['zones', 'name'], 'zones'],
  ['zonl', ['zone-redundant', 'zonal', 'automatic'], 'zonal'],
  ['ratePerSecond', ['arrivals', 'ratePerS', 'durationS'], 'ratePerS'],
  ['rate', ['arrivals', 'ratePerS', 'durationS'], 'ratePerS'],
  ['dur', ['durationS'], undefined],
  ['x', ['name', 'tags'], undefined],
  ['completely-other', ['name', 'tags'], undefined],
  ['name', [], undefined],
])('%s of %j means %s', (name, known, expected) => {
  expect(nearestOf(name, known)).toBe(expected)
})
