import { expect, test } from 'vitest'
import { checkComparable } from '../../../../reports/compare/comparable.ts'
import { compareRuns, type RowVerdict } from '../../../../reports/compare/compare.ts'
import { forestPlot } from '../../../../reports/compare/forest-plot.ts'
import type { DifferenceKind } from '../../../../scenarios/schema/baseline.ts'
import { manifest } from '../run-folder.ts'
import { type Made, sampleOf } from './samples.ts'

function verdictsOf(a: readonly Made[], b: readonly Made[]): Readonly<Record<string, RowVerdict>> {
  const rows = compareRuns(a.map(sampleOf), b.map(sampleOf))
  return Object.fromEntries(rows.map(({ measure, verdict }) => [measure.name, verdict]))
}

const five = (made: Made = {}) => [1, 2, 3, 4, 5].map((seed) => ({ ...made, seed }))
const shifted = (made: Made) => [11, 12, 13, 14, 15].map((seed) => ({ ...made, seed }))

test('a run beside itself differs in nothing', () => {
  expect(new Set(Object.values(verdictsOf([{}], [{}])))).toEqual(new Set(['same', 'unclear']))
  const rows = compareRuns([sampleOf()], [sampleOf()])
  expect(rows.map(({ difference }) => difference)).toEqual(rows.map(() => 0))
})

test.each([
  [
    'slower',
    { medianMs: 12 },
    { 'p50 latency': 'worse', 'p99 latency during': 'worse', availability: 'same' },
  ],
  ['quicker', { medianMs: 8 }, { 'p50 latency': 'better', 'p90 latency after': 'better' }],
  ['less available', { badShare: 0.02 }, { availability: 'worse', goodput: 'worse' }],
  ['slower by what does not matter', { medianMs: 10.1 }, { 'p50 latency': 'same' }],
] as const)('one run against one that is %s', (_what, changed, expected) => {
  expect(verdictsOf([{ seed: 1 }], [{ seed: 2, ...changed }])).toMatchObject(expected)
})

test('one value a run tells nothing of one run against one', () => {
  expect(verdictsOf([{}], [{ recoveryMs: 5_000 }])).toMatchObject({ recovery: 'unclear' })
})

test.each([
  ['slower', { medianMs: 11 }, { 'p50 latency': 'worse', 'p99 latency': 'worse' }],
  ['the same', {}, { 'p50 latency': 'same', availability: 'same', recovery: 'same' }],
  ['quicker to recover', { recoveryMs: 300 }, { recovery: 'better' }],
  ['never recovered', { recoveryMs: 'infinite' }, { recovery: 'worse' }],
] as const)('five runs against five that are %s', (_what, changed, expected) => {
  expect(verdictsOf(five(), shifted(changed))).toMatchObject(expected)
})

test('three runs against three never differ surely, and it is said', () => {
  const [a, b] = [five().slice(0, 3), shifted({ medianMs: 20 }).slice(0, 3)]
  const row = compareRuns(a.map(sampleOf), b.map(sampleOf))[1]
  expect(row).toMatchObject({ verdict: 'unclear', why: expect.stringMatching(/4 against 4/) })
})

test('runs that vary too much among themselves are erratic, however much they differ', () => {
  const wild = [5, 10, 20, 40, 80].map((medianMs, index) => ({ medianMs, seed: index + 20 }))
  expect(verdictsOf(five(), wild)).toMatchObject({ 'p50 latency': 'erratic', availability: 'same' })
})

test('a quantile that rests on a handful of requests is no row', () => {
  const few = { ratePerS: 5, seconds: 30 }
  const names = Object.keys(verdictsOf([few], [few]))
  expect(names).toContain('p90 latency')
  expect(names).not.toContain('p99 latency')
})

test('two equal groups of runs are told apart no more often than one time in twenty', () => {
  let told = 0
  const rounds = 10
  for (let round = 0; round < rounds; round += 1) {
    const groupFrom = (from: number) =>
      [0, 1, 2, 3, 4].map((add) => ({
        seed: 1_000 * round + from + add,
        seconds: 12,
        ratePerS: 50,
      }))
    const rows = verdictsOf(groupFrom(0), groupFrom(500))
    if (['better', 'worse'].includes(rows['p50 latency'] ?? '')) told += 1
  }
  expect(told).toBeLessThanOrEqual(3)
})

const withRate = (ratePerS: number) => ({ ...Object(manifest.scenario), load: { ratePerS } })

test.each([
  ['scenario', { scenario: withRate(1) }, { scenario: withRate(2) }, /load\.ratePerS \(1 and 2\)/],
  ['host', {}, { host: { ...manifest.host, cores: 64 } }, /cores \(2 and 64\)/],
  ['seed', { seed: 1 }, { seed: 2 }, /seeds \(1 and 2\)/],
] satisfies [DifferenceKind, Made, Made, RegExp][])(
  'runs of another %s are refused, with the difference, unless it is what is compared',
  (kind, a, b, what) => {
    const [one, other] = [[sampleOf(a)], [sampleOf(b)]]
    expect(() => checkComparable(one, other, [])).toThrow(what)
    expect(() => checkComparable(one, other, [])).toThrow(`--allow ${kind}`)
    expect(() => checkComparable(one, other, [kind])).not.toThrow()
  },
)

test('another configuration of the gateway, or other objectives, are what is compared', () => {
  const scenario = (config: string) => ({
    ...Object(manifest.scenario),
    gateway: { config },
    objectives: [config],
  })
  const runs = ['a', 'b'].map((config) => sampleOf({ scenario: scenario(config) }))
  expect(() => checkComparable(runs.slice(0, 1), runs.slice(1), [])).not.toThrow()
})

test('the picture has a bar for every measure with finite ends, better to the right', () => {
  const rows = compareRuns([sampleOf()], [sampleOf({ medianMs: 20, seed: 2 })])
  const spec = forestPlot(rows)
  const values = Object(spec).data.values
  const bar = values.find(({ name }: { name: string }) => name === 'p50 latency')
  expect(bar.middle).toBeLessThan(-80)
  expect(bar.low).toBeLessThanOrEqual(bar.middle)
  expect(forestPlot([])).toBeUndefined()
})
