import { expect, test } from 'vitest'
import { memoryMbOf } from '../../../bench/world/memory.ts'
import { worldOptionsOf } from '../../../bench/world/options.ts'

test('a process that runs holds memory, one that is gone holds none', () => {
  expect(memoryMbOf(process.pid)).toBeGreaterThan(10)
  expect(memoryMbOf(2 ** 22 + 1)).toBe(0)
})

test.each([
  [[], { rounds: 3 }],
  [['--rounds', '1'], { rounds: 1 }],
])('options %o', (words, options) => {
  expect(worldOptionsOf(words)).toEqual(options)
})

test.each([[['--rounds', '0']], [['--rounds', 'x']], [['--often']]])('%o is no option', (words) => {
  expect(() => worldOptionsOf(words)).toThrow(/BENCH_OPTION/)
})
