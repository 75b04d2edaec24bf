import { z } from 'zod'

/** What a server of the bench did since its last `begin`. */
export const serverLogSchema = z.strictObject({
  requests: z.number(),
  errors: z.number(),
  resets: z.number(),
  /** When the first request came, in microseconds of the system's monotonic clock; stalls count from then. */
  firstAtUs: z.number(),
  /**
   * How much later than its law says it ended the answer to each request, in the order in which they
   * came; null for one that was reset.
   */
  lateMs: z.array(z.number().nullable()),
})

export type ServerLog = z.infer<typeof serverLogSchema>
