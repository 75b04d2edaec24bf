import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { apartOf, groupsOf } from '../../../reports/hearing.ts'
import type { FaultTimes } from '../../../reports/phases.ts'
import { faultOfA } from './evidence-of.ts'

const holders = ['a', 'b', 'c']
const instances = holders.map((instance) => ({ instance, region: 'r', zone: 'r-1', unit: 1 }))
const manifest = { instances, scenario: { counters: 'redis' } }

const fault = (kind: string, target = 'redis-r'): FaultTimes => ({
  ...faultOfA,
  kind,
  targets: [target],
  applyingAtUs: 1_000_000,
  undoneAtUs: 2_000_000,
})
const harmed = (links: readonly string[], toxic: object): DrillEvent => ({
  kind: 'link-harmed',
  atUs: 1_000_000,
  source: 'links',
  fault: 'x#1',
  detail: { links, toxic },
})

test.each([
  ['the Redis of the region is down', [fault('redis-down')], [], 3],
  ['it fails over', [fault('redis-failover')], [], 3],
  ['it loses its data', [fault('redis-lost-data')], [], 3],
  ['that of another region is down', [fault('redis-down', 'redis-s')], [], 1],
  ['one cannot reach it', [], [harmed(['a>redis-r'], { kind: 'silence' })], 2],
  [
    'it hangs for longer than anybody waits',
    [],
    [harmed(['a>redis-r'], { kind: 'latency', latencyMs: 5_000 })],
    2,
  ],
  ['peers do not reach each other', [], [harmed(['a>b', 'b>a'], { kind: 'silence' })], 1],
  [
    'one that nobody can call cannot reach it',
    [],
    [harmed(['a>redis-r', 'edge-r>a'], { kind: 'silence' })],
    1,
  ],
] as const)('holders that meet in Redis: %s', (_case, faults, events, groups) => {
  expect(groupsOf(holders, apartOf(manifest, events, faults))).toBe(groups)
})

test('what is slow there is heard late, and parts nobody', () => {
  const slow = harmed(['a>redis-r', 'b>redis-r'], { kind: 'latency', latencyMs: 200 })
  const [span] = apartOf(manifest, [slow], [])
  expect(span).toMatchObject({ deaf: [], lateMs: 800 })
})

test('without Redis between them its faults are no matter', () => {
  expect(apartOf({ instances, scenario: {} }, [], [fault('redis-down')])).toEqual([])
})
