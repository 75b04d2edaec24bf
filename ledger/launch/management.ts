import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

const locationSchema = z.strictObject({
  /** A region: `westeurope`. */
  location: z.string(),
  zones: z.number().int().nonnegative(),
  units: z.number().int().nonnegative(),
})

/** What a management plane knows of its service beside the configuration. */
export const serviceFactsSchema = z.strictObject({
  tier: z.string(),
  /** The primary first. */
  locations: z.array(locationSchema),
  /** Locations whose gateways take no part in routing until somebody says otherwise. */
  disabled: z.array(z.string()).default([]),
  /** Stands for the storage account of backups: it outlives the plane, and other planes see it. */
  storageFolder: z.string(),
  /** How long these operations take. */
  backupMs: z.number().nonnegative(),
  restoreMs: z.number().nonnegative(),
  /** An instance that has not asked for so long is out of reach. */
  silentAfterMs: z.number().positive(),
  /** Self-hosted gateways, by name. */
  selfHosted: z.array(z.string()).default([]),
  /** A node of one that has sent no heartbeat for so long is disconnected. */
  disconnectedAfterMs: z.number().positive().default(180_000),
  /** JSON or YAML of secrets by name: stands for the key vaults of named values. */
  vaultFile: z.string().optional(),
})
export type ServiceFacts = z.output<typeof serviceFactsSchema>

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
  /** Where processes that it starts write what goes wrong; absent: beside the database. */
  logFolder: z.string().optional(),
  /** True: it makes itself ready for changes before it says that it is; else with the first. */
  expectsChanges: z.boolean().optional(),
  /** Absent: a service without locations, whose operations take no time. */
  service: serviceFactsSchema.optional(),
})

export type ManagementLaunch = z.infer<typeof managementLaunchSchema>

/** Body of `POST /heartbeats`: a node of a self-hosted gateway lives. */
export const heartbeatSchema = z.strictObject({
  gateway: z.string().min(1).max(200),
  instance: z.string().min(1).max(200),
})
export type Heartbeat = z.infer<typeof heartbeatSchema>

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
