import { expect, test } from 'vitest'
import type { FaultTarget } from '../../../../sim/faults/define-fault.ts'
import { noneAnswers } from '../../../../sim/faults/proofs.ts'

const targets = ['a', 'b', 'c'].map((name): FaultTarget => ({ name, kind: 'instance' }))
const never = new Promise<boolean>(() => undefined)

/** Whether each of them answers, in order. */
const worldOf = (...answers: readonly (Promise<boolean> | boolean)[]) => ({
  answers: async ({ name }: FaultTarget) => (await answers['abc'.indexOf(name)]) ?? false,
})

test('nobody answers when all are silent', async () => {
  expect(await noneAnswers(targets, worldOf(false, false, false))).toBe(true)
  expect(await noneAnswers([], worldOf())).toBe(true)
})

test.each([
  ['the last one', worldOf(false, false, true)],
  ['one, while the others are still to be heard', worldOf(never, true, never)],
])('%s who answers has settled it', async (_case, world) => {
  expect(await noneAnswers(targets, world)).toBe(false)
})

test('a question that cannot be asked proves nothing', async () => {
  const world = worldOf(false, Promise.reject(new Error('gone')), never)
  await expect(noneAnswers(targets, world)).rejects.toThrow('gone')
})
