import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { policies } from '../../../gateway/policy/policies.ts'
import { libraryNames } from '../../../scenarios/find-scenario.ts'
import { faults } from '../../../sim/faults/plan-faults.ts'
import { root } from './sources.ts'

test.each([
  ['policies', /(\d+) policies and the C#/, policies.length],
  ['faults', /(\d+) faults, each with its parameters/, faults.size],
  ['drills', /(\d+) drills stand for what the documentation says/, libraryNames().length],
])('the README counts the %s that there are', (_what, sentence, count) => {
  const [, told] = sentence.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  expect(Number(told)).toBe(count)
})
