import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** What the edge of a region is told at its start (first line of its standard input). */
export const edgeLaunchSchema = z.strictObject({
  region: z.string(),
  epochNs: z.string(),
  /** Clients come with a PROXY header (version 1), so that their own port can be told. */
  listen: endpointSchema,
  /** It writes `edge-<region>.ledger` there. */
  ledgerFolder: z.string(),
  /** Each instance behind its own link. */
  instances: z.array(
    z.strictObject({ instance: z.string(), zone: z.string(), endpoint: endpointSchema }),
  ),
  probe: z.strictObject({
    path: z.string(),
    intervalMs: z.number().positive(),
    timeoutMs: z.number().positive(),
    /** Probes in a row that must fail before an instance is out, and succeed before it is in. */
    toLeave: z.number().int().positive(),
    toReturn: z.number().int().positive(),
  }),
})

export type EdgeLaunch = z.infer<typeof edgeLaunchSchema>
