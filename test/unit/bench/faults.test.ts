import { expect, test } from 'vitest'
import { endsTheRun, slowByNature } from '../../../bench/faults/by-nature.ts'
import { faultsOptionsOf } from '../../../bench/faults/options.ts'
import { faults } from '../../../sim/faults/plan-faults.ts'

test.each([
  [[], { rounds: 3 }],
  [
    ['--rounds', '1', '--kinds', 'zone-down,unit-crash'],
    { rounds: 1, kinds: ['zone-down', 'unit-crash'] },
  ],
])('options %o', (words, options) => {
  expect(faultsOptionsOf(words)).toEqual(options)
})

test.each([[['--rounds', '0']], [['--rounds', 'x']], [['--kinds', 'zone-up']], [['--often']]])(
  '%o is no option',
  (words) => {
    expect(() => faultsOptionsOf(words)).toThrow(/BENCH_OPTION/)
  },
)

test('what is set apart are faults that there are', () => {
  for (const kind of [...endsTheRun, ...Object.keys(slowByNature)]) {
    expect(faults.has(kind), kind).toBe(true)
  }
})
