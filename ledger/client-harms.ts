import { z } from 'zod'

/** Which requests a harm of clients hits. */
const scope = {
  share: z.number().gt(0).max(1).default(1).describe('of the requests, drawn from the seed'),
  operation: z.string().optional().describe('only these, by the name that the load gives them'),
}
const bytes = z
  .number()
  .int()
  .positive()
  .max(64 * 1024 * 1024)

/** What clients can be made to do wrong, by the harm's kind: the shapes that load and faults share. */
export const clientHarmParams = {
  burst: z.strictObject({
    ratePerS: z.number().positive().max(20_000),
    population: z.string().optional().describe('only clients of this one; absent: of all'),
  }),
  'retry-storm': z.strictObject({
    tries: z.number().int().min(1).max(20).default(3).describe('after the first one'),
    on: z
      .array(z.enum(['failed', 'unknown', 'rejected']))
      .min(1)
      .default(['failed', 'unknown', 'rejected']),
  }),
  'hot-key': z.strictObject(scope),
  disconnect: z.strictObject({ ...scope, afterMs: z.number().positive().max(60_000).default(5) }),
  'slow-read': z.strictObject({
    ...scope,
    pauseMs: z.number().positive().max(60_000).default(200),
  }),
  slowloris: z.strictObject({
    connections: z.number().int().positive().max(5_000).default(50),
    everyMs: z.number().min(10).max(60_000).default(500).describe('between two headers'),
  }),
  'huge-request': z
    .strictObject({
      ...scope,
      headerBytes: bytes.optional(),
      bodyBytes: bytes.optional().describe('of operations that have a body'),
    })
    .refine(
      ({ headerBytes, bodyBytes }) => headerBytes !== undefined || bodyBytes !== undefined,
      'headerBytes or bodyBytes',
    ),
  pin: z.strictObject({ connections: z.number().int().positive().default(1) }),
  'stale-token': z.strictObject({ behindS: z.number().positive().max(31_536_000) }),
} as const

export type ClientHarmKind = keyof typeof clientHarmParams

/** What a generator replies to `felt`: requests (or connections) that felt each harm on loan. */
export const clientHarmsFeltSchema = z.record(z.string(), z.number())
