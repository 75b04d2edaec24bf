import { z } from 'zod'

/** What a server of the bench did since its last `begin`. */
export const serverLogSchema = z.strictObject({
  requests: z.number(),
  errors: z.number(),
  resets: z.number(),
  /** How much later than its law says it ended answers, at each of `quantiles`. */
  lateMs: z.array(z.number()),
  /** How long it took for answers, from their requests' last byte read to their own last written. */
  servedMs: z.array(z.number()),
})

export type ServerLog = z.infer<typeof serverLogSchema>
