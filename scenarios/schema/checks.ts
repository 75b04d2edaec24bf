import { z } from 'zod'

const names = z.array(z.string()).default([])

/** Which invariants a drill is held to; their names are those of `reports/checks`. */
export const checksSchema = z.strictObject({
  leaveOut: names.describe('checks that are not judged; every other one is'),
  require: names.describe('checks without which there is no verdict: not claimed is inconclusive'),
})
