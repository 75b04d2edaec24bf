import { expect, test } from 'vitest'
import { http } from '../../fuzz/http.ts'

test('mutated requests find no defect, get nothing past the gateway, and leave it alive', async () => {
  const { runs, failure } = await http.run({ seed: 20_261_121, budgetMs: 30_000, runsMax: 40 })
  expect(failure).toBe(undefined)
  expect(runs).toBeGreaterThan(100)
})
