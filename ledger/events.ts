import { z } from 'zod'

/**
 * What happened in the world, one JSON line each in `events.ndjson`, written by the controller.
 * Processes report theirs with their own reading of the run's clock, so `atUs` is when it happened
 * and not when the controller heard of it.
 */
export const eventSchema = z.looseObject({
  /** Microseconds since the run's epoch. */
  atUs: z.number(),
  kind: z.enum([
    'run-started',
    'process-started',
    'process-ready',
    'process-exited',
    'world-ready',
    'steady-state',
    /** The log that the load plays again: what became of its lines. */
    'trace-read',
    'load-started',
    'load-ended',
    'fault-planned',
    'fault-applying',
    'fault-applied',
    'fault-proven',
    'fault-not-proven',
    'fault-undoing',
    'fault-undone',
    'fault-healed',
    'fault-not-healed',
    'link-silenced',
    /** Any harm but silence. */
    'link-harmed',
    'link-healed',
    /** A harm inside a process, on loan there. */
    'part-harmed',
    'part-healed',
    'lease-expired',
    'instance-out',
    /** By plan: it came, lets its connections go, is gone. */
    'instance-added',
    'instance-draining',
    'instance-removed',
    /** Of the service itself: scaling, tier, zones, backfill, maintenance. */
    'change-started',
    'change-ended',
    'change-refused',
    'change-failed',
    'change-skipped',
    /** Of maintenance: one update group has the new version. */
    'group-updated',
    'instance-in',
    /** The router sends nobody to the region any more, or clients again. */
    'region-out',
    'region-in',
    'gateway-disabled',
    'gateway-enabled',
    /** Clients of a population were told another region, or none. */
    'dns-changed',
    'revision-published',
    'revision-applied',
    /** Of the service, into and from the storage that outlives it; `detail.backup` is its name. */
    'backup-made',
    'backup-restored',
    /** A node of a self-hosted gateway, as the management plane hears its heartbeats. */
    'gateway-connected',
    'gateway-disconnected',
    /** The plane, as such a node reaches it with its heartbeats. */
    'management-lost',
    'management-reached',
    /** By the service resource: `detail.disabled` are locations that take no part in routing. */
    'routing-changed',
    /** A quota was set by hand: `detail` names its counter and key, as the admission ledger does. */
    'quota-corrected',
    /** An edit of the scenario's list: taken by the management plane, or not. */
    'edit-made',
    'edit-refused',
    /** Of a backend entity, in one instance. */
    'circuit-opened',
    'circuit-closed',
    /** Of the holders of a region, whether they agree on what each has counted. */
    'counters-compared',
    'guard-tripped',
    'interrupted',
    'run-ended',
  ]),
  /** The process that saw it. */
  source: z.string(),
  instance: z.string().optional(),
  zone: z.string().optional(),
  region: z.string().optional(),
  fault: z.string().optional(),
  detail: z.unknown().optional(),
})

export type DrillEvent = z.infer<typeof eventSchema>
export type EventKind = DrillEvent['kind']
