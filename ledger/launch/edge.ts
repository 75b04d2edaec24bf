import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** Each instance of the region behind its own link. */
export const edgeInstancesSchema = z.array(
  z.strictObject({ instance: z.string(), zone: z.string(), endpoint: endpointSchema }),
)

/** What the edge of a region is told at its start (first line of its standard input). */
export const edgeLaunchSchema = z.strictObject({
  region: z.string(),
  /** The workspace or self-hosted gateway whose instances it serves; absent: the managed one's. */
  gateway: z.string().optional(),
  /** Counts the starts of this edge, from 1; a later one gets a ledger file of its own. */
  incarnation: z.number().int().positive().default(1),
  epochNs: z.string(),
  /** Clients come with a PROXY header (version 1), so that their own port can be told. */
  listen: endpointSchema,
  /** It writes `edgeLedgerFileOf` there. */
  ledgerFolder: z.string(),
  instances: edgeInstancesSchema,
  probe: z.strictObject({
    path: z.string(),
    intervalMs: z.number().positive(),
    timeoutMs: z.number().positive(),
    /** Probes in a row that must fail before an instance is out, and succeed before it is in. */
    toLeave: z.number().int().positive(),
    toReturn: z.number().int().positive(),
  }),
})

/** What it is told later, by the command's name. */
export const edgeCommandSchemas = {
  /**
   * Which instances there are from now on. New ones get connections once a probe was answered;
   * those that are not named any more get none, and keep what they have.
   */
  members: z.strictObject({ instances: edgeInstancesSchema }),
  /** Replies with the connections and what it believes of each instance. */
  status: z.unknown(),
} as const

export type EdgeLaunch = z.infer<typeof edgeLaunchSchema>

/** The ledger file of one life of an edge, in the run's ledger folder. */
export function edgeLedgerFileOf({ region, gateway = region, incarnation }: EdgeLaunch): string {
  return incarnation === 1 ? `edge-${gateway}.ledger` : `edge-${gateway}-${incarnation}.ledger`
}
