import { expect, test } from 'vitest'
import { unitCountsOf } from '../../../reports/unit-counts.ts'

const instance = (region: string, unit: number, name: string, gateway?: string) => ({
  instance: `${region}-1-u${unit}-${name}`,
  region,
  zone: `${region}-1`,
  unit,
  ...(gateway === undefined ? {} : { gateway }),
})
const scaled = (atUs: number, kind: 'change-started' | 'change-ended', to: unknown) => ({
  atUs,
  kind,
  source: 'controller',
  detail: { what: 'scale', region: 'west', to },
})

test('units of all regions are counted, and again after each scaling that was done', () => {
  const instances = [
    instance('west', 1, 'a'),
    instance('west', 1, 'b'),
    instance('north', 1, 'a'),
    instance('west', 1, 'a', 'workspace'),
  ]
  const events = [
    scaled(1, 'change-started', 3),
    scaled(2, 'change-ended', 3),
    { ...scaled(3, 'change-ended', 'three zones'), detail: { what: 'zones', region: 'west' } },
    scaled(4, 'change-ended', 1),
  ]
  expect(unitCountsOf({ instances }, events)).toEqual([2, 4, 2])
})
