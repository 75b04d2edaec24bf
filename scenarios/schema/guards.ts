import { z } from 'zod'

/**
 * What ends a run before its time, with every fault undone and exit code 4. Absent: only a load
 * that does not end, and the file `stop` in the run folder.
 */
export const guardsSchema = z.strictObject({
  errorBudget: z
    .strictObject({
      badShareMax: z
        .number()
        .min(0)
        .max(1)
        .describe('of the requests that were not rejected, those without a good answer'),
      windowS: z.number().int().min(1).max(600).default(10).describe('the last seconds of load'),
      requestsMin: z
        .number()
        .int()
        .positive()
        .default(100)
        .describe('in the window; of fewer nothing is said'),
    })
    .optional()
    .describe('ends a run that hurts more than this'),
  maxDurationS: z.number().positive().optional().describe('of the run, from its first process on'),
  stopFile: z
    .string()
    .min(1)
    .optional()
    .describe('no run starts and none goes on while this file exists'),
})

export type GuardsInput = z.output<typeof guardsSchema>
