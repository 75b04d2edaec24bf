import { expect, test } from 'vitest'
import { httpHeads } from '../../fuzz/http-heads.ts'

test('what is taken for a plain head is read as Node reads it', async () => {
  const { runs, failure } = await httpHeads.run({
    seed: 20_261_122,
    budgetMs: 30_000,
    runsMax: 2_000,
  })
  expect(failure).toBe(undefined)
  expect(runs).toBeGreaterThan(100)
})
