import { expect, test } from 'vitest'
import {
  crowdingOf,
  crowdingText,
  isTaken,
  type MachineSlice,
} from '../../../reports/crowded-slices.ts'
import type { Bad, Judgement } from '../../../reports/objectives/objective.ts'
import { faultOfA } from './evidence-of.ts'

const second = 1_000_000
/** The fault of the made-up runs is applied 12 s into the load and undone at 26 s. */
const loadStartUs = (faultOfA.applyingAtUs ?? 0) - 12 * second
const at = (loadSecond: number) => loadStartUs + loadSecond * second

const quiet = { busyShare: 0.6, ownShare: 0.55, otherShare: 0.05, stolenShare: 0 }
const taken = { busyShare: 0.99, ownShare: 0.29, otherShare: 0.7, stolenShare: 0.65 }

/** Forty seconds of load; others have the machine from each of these seconds on for half of one. */
function runOf(seconds: readonly number[], shares: Partial<MachineSlice> = taken) {
  const slices = Array.from({ length: 92 }, (_, index) => {
    const loadSecond = index / 2 - 4
    const span = { fromUs: at(loadSecond), untilUs: at(loadSecond + 0.5) }
    return { ...span, ...quiet, ...(seconds.includes(loadSecond) ? shares : {}) }
  })
  const machineUse = { processors: 2, busyShare: 0.6, otherShare: 0.1, stolenShare: 0.1, slices }
  return { loadStartUs, loadEndUs: at(40), machineUse }
}

const failed = (bad?: Bad, phase?: Judgement['phase']): Judgement => ({
  objective: 'p99(latency) < 250ms before fault',
  measure: 'latency',
  verdict: 'fail',
  unit: 'ms',
  why: 'so',
  samples: 1,
  ...(bad === undefined ? {} : { bad }),
  ...(phase === undefined ? {} : { phase }),
})
const slow = (share: number, phase?: Judgement['phase']) =>
  failed({ share, allowedShare: 0.01 }, phase)

test.each([
  ['full, and others had most of it', {}, true],
  ['full of this run', { otherShare: 0.2 }, false],
  ['with room', { busyShare: 0.94 }, false],
])('a half second is taken: %s', (_case, shares, isSo) => {
  const [slice] = runOf([]).machineUse.slices
  if (slice === undefined) return expect.unreachable()
  expect(isTaken({ ...slice, ...taken, ...shares })).toBe(isSo)
})

test.each([
  ['slow in half a second of twelve, which was taken', [4], slow(0.04, 'before'), true],
  ['slow while nobody took anything', [], slow(0.04, 'before'), false],
  ['slow before the fault, taken in it', [15], slow(0.04, 'before'), false],
  ['slow before the fault, taken in the warm-up', [-2], slow(0.04, 'before'), false],
  ['more slow than one half second and its queue can make', [4], slow(0.1, 'before'), false],
  [
    'as much slow as two half seconds and their queues can make',
    [4, 8],
    slow(0.17, 'before'),
    true,
  ],
  ['queues that run together count once', [4, 4.5], slow(0.17, 'before'), false],
  [
    'fewer half seconds than may be bad are not what broke it',
    [4],
    failed({ share: 0.06, allowedShare: 0.05 }, 'before'),
    false,
  ],
  ['of the whole load', [30], slow(0.02), true],
  ['half of all lost to an outage', [14], failed({ share: 0.5, allowedShare: 0.01 }), false],
  ['one lost of none that may be', [4], failed({ share: 0.0001, allowedShare: 0 }), true],
  ['what says of nothing how bad it was', [4], failed(), false],
] as const)('%s', (_case, seconds, judgement, isExplained) => {
  expect(crowdingOf(runOf(seconds), [faultOfA], [judgement]) !== undefined).toBe(isExplained)
})

const late = (...seconds: readonly number[]) =>
  failed({ spans: seconds.map((one) => ({ fromUs: at(one), toUs: at(one + 1) })) })

test.each([
  ['each bad slice past the limit was taken, or right behind', [22, 24.5], late(22, 24, 25), true],
  ['one was not', [22], late(22, 24), false],
])('of a recovery, when %s', (_case, seconds, judgement, isExplained) => {
  expect(crowdingOf(runOf(seconds), [faultOfA], [judgement]) !== undefined).toBe(isExplained)
})

const run = runOf([4])
const excused = slow(0.04, 'before')
const check = { name: 'x', claim: 'c', source: 's', bound: 'b', isRequired: false, why: 'so' }
const broken = { ...check, verdict: 'broken' as const, samples: 1, first: { what: 'it ran twice' } }
const score: Judgement = { ...failed(), objective: 'score >= 80%', measure: 'score' }
const outside: Judgement = { ...excused, verdict: 'warn', isOutside: true, weight: 1 }

test('one objective that fails for its own sake is enough, and so is a broken invariant', () => {
  expect(crowdingOf(run, [faultOfA], [excused, excused])).toBeDefined()
  expect(crowdingOf(run, [faultOfA], [excused, slow(0.5, 'before')])).toBeUndefined()
  expect(crowdingOf(run, [faultOfA], [excused], [broken])).toBeUndefined()
})

test('a score fails by the lines that count in it', () => {
  expect(crowdingOf(run, [faultOfA], [score, outside])?.objectives).toEqual(['score >= 80%'])
  expect(crowdingOf(run, [faultOfA], [score, { ...outside, phase: 'after' }])).toBeUndefined()
  expect(crowdingOf(run, [faultOfA], [score])).toBeUndefined()
})

test('what passes needs no excuse, and a run of before has none', () => {
  const { slices: _slices, ...whole } = run.machineUse
  expect(crowdingOf(run, [faultOfA], [{ ...excused, verdict: 'pass' }])).toBeUndefined()
  expect(crowdingOf({ ...run, machineUse: whole }, [faultOfA], [excused])).toBeUndefined()
})

test('the text says how long, how much, and by whom', () => {
  const found = crowdingOf(runOf([4, 9.5, 30]), [faultOfA], [excused])
  if (found === undefined) return expect.unreachable()
  expect(crowdingText(found)).toBe(
    'the machine was too busy when p99(latency) < 250ms before fault failed: in 2 of 24 half ' +
      'seconds it was full, with up to 70 % of it taken (65 % stolen by the hypervisor, 5 % by ' +
      'other processes)',
  )
})
