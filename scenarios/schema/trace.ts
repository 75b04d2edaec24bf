import { z } from 'zod'

const patternSchema = z.string().refine((text) => {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}, 'a regular expression of JavaScript')

/** Requests of a log, played again. */
export const traceSchema = z.strictObject({
  file: z.string().describe('relative to the scenario file'),
  format: z
    .enum(['csv', 'combined', 'gateway-logs'])
    .optional()
    .describe('absent: by the name, .csv, .json, .jsonl or .ndjson, and else combined'),
  speed: z
    .union([z.number().positive(), z.literal('fit')])
    .optional()
    .describe(
      '1 keeps the times, 2 halves them, fit lets the whole trace take durationS; absent: as fast as makes the mean ratePerS',
    ),
  operations: z
    .array(z.strictObject({ match: patternSchema, operation: z.string() }))
    .default([])
    .describe('the first that matches `METHOD /path?query` names the operation of the load'),
})

export type TraceInput = z.output<typeof traceSchema>
