import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { regionShares } from '../../../reports/region-shares.ts'
import { regionTurnsOf } from '../../../reports/region-turns.ts'

test('the turns of router and clients are told in order, without those of the start', () => {
  const event = (atUs: number, kind: DrillEvent['kind'], rest: Partial<DrillEvent> = {}) => {
    return { atUs, kind, source: 'x', ...rest }
  }
  const detail = { population: 'shop', status: 'NXDOMAIN' }
  const events = [
    event(1, 'region-in', { region: 'west' }),
    event(20, 'region-out', { region: 'west' }),
    event(21, 'instance-out', { region: 'west' }),
    event(30, 'dns-changed', { detail }),
    event(40, 'region-in', { region: 'west' }),
  ]
  expect(regionTurnsOf(events, { loadStartUs: 10 })).toEqual([
    { atUs: 20, kind: 'region-out', region: 'west' },
    { atUs: 30, kind: 'dns-changed', population: 'shop' },
    { atUs: 40, kind: 'region-in', region: 'west' },
  ])
})

test('a region has the shares of its zones together, in every second', () => {
  const instances = ['west-1', 'west-2', 'north-1'].map((zone) => {
    return { instance: zone, region: zone.slice(0, -2), zone, unit: 1 }
  })
  const manifest = { instances }
  const zoneShares = [
    { second: 0, zone: 'north-1', requests: 2, share: 0.2 },
    { second: 0, zone: 'west-1', requests: 3, share: 0.3 },
    { second: 0, zone: 'west-2', requests: 5, share: 0.5 },
    { second: 1, zone: 'north-1', requests: 4, share: 1 },
  ]
  expect(regionShares({ manifest, zoneShares })).toEqual([
    { second: 0, region: 'west', share: 0.8 },
    { second: 0, region: 'north', share: 0.2 },
    { second: 1, region: 'west', share: 0 },
    { second: 1, region: 'north', share: 1 },
  ])
})
