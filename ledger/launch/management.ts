import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** What a management plane is told at its start (first line of its standard input). */
export const managementLaunchSchema = z.strictObject({
  runId: z.string(),
  /** `process.hrtime.bigint()` of the run's zero, as a decimal string. */
  epochNs: z.string(),
  /** Port 0: any free one; `ready` says which. */
  listen: endpointSchema,
  /** SQLite; made when absent. A plane that is started again goes on from what it holds. */
  databaseFile: z.string(),
  /**
   * JSON of a `RevisionContent`, which becomes revision 1 of a database that holds none.
   * A file and not the content itself: it may be megabytes.
   */
  firstContentFile: z.string(),
})

export type ManagementLaunch = z.infer<typeof managementLaunchSchema>

/** Answer to `PUT /revisions/latest`: durable when it arrives. */
export const publishedSchema = z.strictObject({
  number: z.number().int().positive(),
  checksum: z.string(),
})

/** Answer to `GET /instances`: what the plane knows of every instance that ever asked. */
export const syncStatusSchema = z.strictObject({
  latest: z.number().int().positive(),
  instances: z.array(
    z.strictObject({
      instance: z.string(),
      /** The revision it said it runs when it last asked; 0 for none. */
      revision: z.number().int().nonnegative(),
      /** Microseconds since the run's epoch. */
      syncedAtUs: z.number(),
      isCurrent: z.boolean(),
    }),
  ),
})

export type Published = z.infer<typeof publishedSchema>
export type SyncStatus = z.infer<typeof syncStatusSchema>
