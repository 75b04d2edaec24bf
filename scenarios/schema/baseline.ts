import { z } from 'zod'

/** In what runs may differ so that to hold them against each other would tell of that alone. */
export const differenceKinds = ['scenario', 'host', 'seed'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** The runs of before that objectives like `p99(latency) <= 110% of baseline run` are held against. */
export const baselineSchema = z.strictObject({
  runs: z.string().describe('a run folder, or a folder of trials, relative to the scenario file'),
  allow: z
    .array(z.enum(differenceKinds))
    .default([])
    .describe('in what a run may differ from them'),
})
