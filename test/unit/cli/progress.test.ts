import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { liveBlock } from '../../../cli/live-block.ts'
import { plainLines } from '../../../cli/plain-lines.ts'
import { phaseOf } from '../../../cli/progress-words.ts'
import type { DrillProgress } from '../../../sim/progress.ts'

const load = {
  second: 14,
  offered: 402,
  ok: 380,
  rejected: 10,
  failed: 2,
  unknown: 7,
  notSent: 3,
  p99Ms: 812.4,
  pacerLatenessP99Ms: 0.2,
}

const at = (changes: Partial<DrillProgress>): DrillProgress => ({
  phase: 'load',
  second: 14,
  load,
  faults: [{ id: 'zone-down#1', state: 'proven' }],
  instancesIn: 4,
  instances: 6,
  ...changes,
})

test.each([
  ['starting', 'planned', 'starting'],
  ['load', 'planned', 'baseline'],
  ['load', 'applying', 'fault'],
  ['load', 'proven', 'fault'],
  ['load', 'undone', 'recovery'],
  ['load', 'healed', 'post'],
  ['draining', 'healed', 'draining'],
] as const)('in phase %s with a fault %s a person reads %s', (phase, state, word) => {
  expect(phaseOf(at({ phase, faults: [{ id: 'zone-down#1', state }] }))).toBe(word)
})

test('the live block says phase, rate, p99, errors, faults and instances', () => {
  const block = stripVTControlCharacters(liveBlock(at({}), 40))
  for (const part of ['fault', '14/40 s', '402/s', 'p99 812 ms', 'rejected 10', 'errors 12']) {
    expect(block).toContain(part)
  }
  expect(block).toContain('zone-down#1 proven')
  expect(block).toContain('4 of 6 in')
})

test.each([
  [-5, '░'.repeat(30)],
  [0, '░'.repeat(30)],
  [20, '█'.repeat(15) + '░'.repeat(15)],
  [41, '█'.repeat(30)],
])('in second %i of 40 the bar is %s', (second, bar) => {
  expect(stripVTControlCharacters(liveBlock(at({ second }), 40))).toContain(` ${bar} `)
})

test('before second 0 the load warms up', () => {
  expect(phaseOf(at({ second: -3 }))).toBe('warm-up')
})

test('plain lines come when something changes and every few seconds, never for nothing', () => {
  const lines = plainLines(40)
  const seconds = Array.from({ length: 11 }, (_, second) => lines(at({ second })).length)
  expect(seconds).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  expect(lines(at({ second: 11, instancesIn: 5 }))).toEqual([
    '   11/40 s  fault; 5/6 instances in; zone-down#1 proven; 402/s, p99 812 ms, rejected 10, errors 12',
  ])
})
