import { expect, test } from 'vitest'
import { isQuickOf } from '../../../bench/load/options.ts'
import { presentOf } from '../../../bench/load/present-of.ts'
import type { Tool } from '../../../bench/load/tool.ts'

test.each([
  [[], false],
  [['--quick'], true],
])('load and fidelity read %o', (words, isQuick) => {
  expect(isQuickOf('load', words)).toBe(isQuick)
})

test.each([[['--slow']], [['quick']]])('load and fidelity refuse %o', (words) => {
  expect(() => isQuickOf('load', words)).toThrow('BENCH_OPTION')
})

test('a tool that is not there is named with the reason, and the others take part', () => {
  const said: string[] = []
  const tool = (name: string, why: string | undefined): Tool => ({
    name,
    loop: 'open',
    missing: () => why,
    start: () => Promise.reject(new Error('nobody starts it')),
  })
  const tools = [tool('here', undefined), tool('gone', 'gone is not on PATH')]
  expect(presentOf(tools, (line) => said.push(line)).map(({ name }) => name)).toEqual(['here'])
  expect(said).toEqual(['gone does not take part: gone is not on PATH.'])
})
