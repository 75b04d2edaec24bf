import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { faultTimesOf, phaseWindowsOf } from '../../../reports/phases.ts'
import { detectableIn, regionsHitBy } from '../../../reports/routed-regions.ts'
import { manifestSchema } from '../../../reports/store/manifest.ts'
import { faultOfA } from './evidence-of.ts'
import { manifest } from './run-folder.ts'
import { zoneDownRun } from './zone-down-run.ts'

const load = { loadStartUs: 0, loadEndUs: 100 }
const fault = (applyingAtUs?: number, undoingAtUs?: number, healedAtUs?: number) => {
  const { applyingAtUs: _a, undoingAtUs: _u, healedAtUs: _h, ...rest } = faultOfA
  return {
    ...rest,
    ...(applyingAtUs === undefined ? {} : { applyingAtUs }),
    ...(undoingAtUs === undefined ? {} : { undoingAtUs }),
    ...(healedAtUs === undefined ? {} : { healedAtUs }),
  }
}

test.each([
  ['no fault', [], ['before 0-100']],
  ['a fault that never began', [fault()], ['before 0-100']],
  ['one', [fault(10, 30, 40)], ['before 0-10', 'during 10-30', 'recovery 30-40', 'after 40-100']],
  ['one that never healed', [fault(10, 30)], ['before 0-10', 'during 10-30', 'recovery 30-100']],
  ['one that was never undone', [fault(10)], ['before 0-10', 'during 10-100']],
  [
    'two that overlap',
    [fault(10, 30, 40), fault(20, 50, 60)],
    ['before 0-10', 'during 10-50', 'recovery 50-60', 'after 60-100'],
  ],
  [
    'two that do not',
    [fault(10, 20, 30), fault(50, 60, 70)],
    [
      'before 0-10',
      'during 10-20',
      'recovery 20-30',
      'after 30-50',
      'during 50-60',
      'recovery 60-70',
      'after 70-100',
    ],
  ],
  [
    'one that heals after the load',
    [fault(10, 90, 120)],
    ['before 0-10', 'during 10-90', 'recovery 90-100'],
  ],
])('the phases of %s have no gaps', (_case, faults, expected) => {
  const windows = phaseWindowsOf(load, faults)
  expect(windows.map(({ phase, fromUs, toUs }) => `${phase} ${fromUs}-${toUs}`)).toEqual(expected)
})

const readable = manifestSchema.parse(manifest)
const { events } = zoneDownRun()

test('detection is the first target out, and only after the command', () => {
  const early: DrillEvent = {
    atUs: 1,
    kind: 'instance-out',
    source: 'edge',
    instance: 'westeurope-2-u2-a',
  }
  const other = { ...early, atUs: 17_500_000, instance: 'westeurope-1-u1-a' }
  const [times] = faultTimesOf(
    readable,
    [early, other, ...events].sort((a, b) => a.atUs - b.atUs),
  )
  expect(times).toMatchObject({ detectedAtUs: 18_100_000, allOutAtUs: 18_300_000 })
})

test('a region that the router takes out is detection, where a target stands in it', () => {
  const turn = { kind: 'region-out', source: 'traffic-manager' } as const
  const out = (region: string, atUs: number): DrillEvent => ({ ...turn, region, atUs })
  const detectedWith = (...more: readonly DrillEvent[]) =>
    faultTimesOf(
      readable,
      [...events, ...more].sort((a, b) => a.atUs - b.atUs),
    )[0]?.detectedAtUs
  expect(detectedWith(out('westeurope', 17_900_000))).toBe(17_900_000)
  expect(detectedWith(out('northeurope', 17_900_000))).toBe(18_100_000)
  expect(detectedWith(out('westeurope', 1))).toBe(18_100_000)
})

test('a load balancer is watched where a router has let its region in', () => {
  const names = detectableIn(readable, [
    { atUs: 1, kind: 'region-in', source: 'traffic-manager', region: 'westeurope' },
  ])
  expect(names).toContain('edge-westeurope')
  expect(detectableIn(readable, [])).not.toContain('edge-westeurope')
  expect([...regionsHitBy(['edge-westeurope'], readable)]).toEqual(['westeurope'])
})

test('a fault that a lease ended says so', () => {
  const expired: DrillEvent = {
    atUs: 20_000_000,
    kind: 'lease-expired',
    source: 'links',
    fault: 'zone-down#1',
  }
  expect(faultTimesOf(readable, [...events, expired])[0]?.undoneBy).toBe('lease')
  expect(faultTimesOf(readable, events)[0]?.undoneBy).toBe('schedule')
  expect(faultTimesOf(readable, [])[0]?.undoneBy).toBe('nobody')
})
