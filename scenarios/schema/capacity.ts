import { z } from 'zod'

/** What a unit carries. Without a number it carries what the machine does. */
export const capacityScenarioSchema = z.strictObject({
  perUnitRps: z
    .union([z.number().positive(), z.enum(['none', 'tier'])])
    .default('none')
    .describe('requests per second before they queue; tier: the number published for the tier'),
  queueMs: z.number().positive().default(1_000).describe('the longest wait for capacity'),
  whenFull: z
    .enum(['answer-503', 'drop'])
    .default('answer-503')
    .describe('what becomes of a request that would wait longer'),
})

export type CapacityInput = z.output<typeof capacityScenarioSchema>
