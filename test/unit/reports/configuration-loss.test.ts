import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { revisionsAtRisk } from '../../../reports/configuration-loss.ts'
import { manifest, second } from './run-folder.ts'

const [a, b] = ['westeurope-1-u1-a', 'westeurope-1-u1-b'] as const
const event = (kind: DrillEvent['kind'], source: string, atS: number, detail: object = {}) => ({
  kind,
  atUs: atS * second,
  source,
  detail,
})
const published = (number: number, atS: number) =>
  event('revision-published', 'management', atS, { number, checksum: `sum-${number}` })
const applied = (instance: string, revision: number, atS: number): DrillEvent => ({
  ...event('revision-applied', instance, atS, { revision, checksum: `sum-${revision}` }),
  instance,
})
const down = (source: string, fromS: number, toS: number) => [
  event('process-exited', source, fromS),
  event('process-ready', source, toS),
]
const first = [applied(a, 1, 1), applied(b, 1, 1)]

const pointsOf = (events: readonly DrillEvent[]) =>
  revisionsAtRisk(
    { ...manifest, instances: [...manifest.instances], faults: [], loads: [] },
    [...first, ...events].toSorted((x, y) => x.atUs - y.atUs),
    [],
  ).map(({ afterMs, held, survivors, isLost }) => [Math.round(afterMs), held, survivors, isLost])

test.each<[string, readonly DrillEvent[], readonly (readonly unknown[])[]]>([
  ['the plane lived', [published(2, 10), applied(a, 2, 11)], []],
  ['nothing was published', down('management', 10, 20), []],
  [
    'nobody had it when it died',
    [published(2, 10), ...down('management', 10.2, 20), applied(a, 2, 21), applied(b, 2, 21)],
    [[200, 0, 2, true]],
  ],
  [
    'one had it, and the other got it later',
    [published(2, 10), applied(a, 2, 10.1), ...down('management', 10.5, 20), applied(b, 2, 21)],
    [[500, 1, 2, false]],
  ],
  [
    'the only one that had it died too',
    [published(2, 10), applied(a, 2, 10.1), ...down('management', 10.5, 20), ...down(a, 10.5, 20)],
    [[500, 0, 1, true]],
  ],
  [
    'a second death after the same change',
    [published(2, 10), ...down('management', 10.2, 12), ...down('management', 13, 15)],
    [[200, 0, 2, true]],
  ],
  [
    'several deaths: by the time they had',
    [
      published(2, 10),
      applied(a, 2, 10.9),
      applied(b, 2, 10.9),
      ...down('management', 11, 12),
      published(3, 20),
      ...down('management', 20.1, 22),
    ],
    [
      [100, 0, 2, true],
      [1_000, 2, 2, false],
    ],
  ],
])('%s', (_case, events, points) => {
  expect(pointsOf(events)).toEqual(points)
})
