import { z } from 'zod'
import { redisUrlSchema } from '../ledger/launch/gateway.ts'
import { arrivalsFields, refineArrivals } from './schema/arrivals.ts'
import { backendSchema } from './schema/backends.ts'
import { capacityScenarioSchema } from './schema/capacity.ts'
import { checksSchema } from './schema/checks.ts'
import { claimSchema } from './schema/claim.ts'
import { countersSchema } from './schema/counters.ts'
import { edgeSchema } from './schema/edge.ts'
import { editsSchema } from './schema/edits.ts'
import { faultEntrySchema } from './schema/faults.ts'
import { selfHostedSchema, workspaceGatewaySchema } from './schema/gateways.ts'
import { guardsSchema } from './schema/guards.ts'
import { k6Schema } from './schema/k6.ts'
import { networkSchema } from './schema/network.ts'
import { operationSchema } from './schema/operations.ts'
import { populationSchema } from './schema/populations.ts'
import { redisSchema } from './schema/redis.ts'
import {
  backfillSchema,
  maintenanceSchema,
  scalingSchema,
  serviceChangeSchema,
} from './schema/scaling.ts'
import { sessionsSchema } from './schema/sessions.ts'
import { standbySchema } from './schema/standby.ts'
import { sloSchema } from './slo/schema.ts'

const redundancySchema = z.enum(['automatic', 'zone-redundant', 'zonal'])

const milliseconds = z.number().positive()
/** Becomes part of file names. */
const nameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and -')

/**
 * Premium, zone-redundant unless said otherwise. Which combinations a tier allows is checked by
 * `sim/topology`, with the rule's name.
 */
const topologySchema = z.strictObject({
  tier: z
    .enum([
      'consumption',
      'developer',
      'basic',
      'standard',
      'premium',
      'basic-v2',
      'standard-v2',
      'premium-v2',
    ])
    .describe('service tier; decides which zones, regions and unit counts are allowed'),
  redundancy: redundancySchema
    .default('zone-redundant')
    .describe('how units are placed over zones'),
  zonalIn: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe('the zone that holds every unit when redundancy is zonal'),
  regions: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and -'),
      z.strictObject({
        zones: z.number().int().min(1).max(3),
        units: z.number().int().min(1).max(31),
        redundancy: redundancySchema.optional().describe("absent: the topology's"),
        zonalIn: z.number().int().positive().optional().describe("absent: the topology's"),
      }),
    )
    .describe('by name; the first is the primary region'),
  capacity: capacityScenarioSchema.prefault({}),
  backfill: backfillSchema.optional().describe('absent: lost units are not replaced'),
  selfHosted: z.array(selfHostedSchema).default([]).describe('gateways that their owners run'),
  workspaces: z
    .array(workspaceGatewaySchema)
    .default([])
    .describe('gateways of workspaces, each with units of its own'),
})

/** Any of these replaces the profile's value. */
const timingSchema = z.strictObject({
  profile: z.enum(['azure', 'drill']).default('drill'),
  probeIntervalMs: milliseconds.optional(),
  probeTimeoutMs: milliseconds.optional(),
  /** Probes in a row that must fail before an instance is out, and succeed before it is in. */
  probesToLeave: z.number().int().positive().optional(),
  probesToReturn: z.number().int().positive().optional(),
  syncPeriodMs: milliseconds.optional(),
  /** Of a node of a self-hosted gateway. */
  heartbeatMs: milliseconds.optional(),
  replicationInZoneMs: milliseconds.optional(),
  replicationBetweenZonesMs: milliseconds.optional(),
  connectTimeoutMs: milliseconds.optional(),
  connectionMaxAgeMs: milliseconds.optional(),
  /** Of the router's probes of regions; a region is out after the tolerated ones and one more. */
  routerProbeIntervalMs: milliseconds.optional(),
  routerProbeTimeoutMs: milliseconds.optional(),
  routerProbesTolerated: z.number().int().nonnegative().optional(),
  dnsTtlMs: milliseconds.optional(),
  /** A minute of what takes the platform minutes: scaling, its metrics and cooldowns. */
  platformMinuteMs: milliseconds.optional(),
  /** How long an instance that leaves waits for clients to let their connections go. */
  drainMs: milliseconds.optional(),
  disableGatewayMs: milliseconds.optional(),
})

const gatewaySchema = z.strictObject({
  config: z.string().describe('APIOps artifact folder, relative to the scenario file'),
  hosts: z
    .record(z.string(), z.string())
    .default({ '*': 'backend' })
    .describe('host name (or *) of a backend or identity provider to a simulated one'),
  namedValues: z.record(z.string(), z.string()).default({}).describe('by displayName'),
  vault: z
    .string()
    .optional()
    .describe('file of secrets that named values refer to, relative to the scenario file'),
  /** By subscription id; keys that are absent are made from the seed. */
  subscriptionKeys: z
    .record(z.string(), z.strictObject({ primary: z.string(), secondary: z.string() }))
    .default({}),
  externalCache: redisUrlSchema
    .optional()
    .describe('redis://host:port of a Redis that is there already; absent: no external cache'),
})

const identitySchema = z
  .strictObject({
    /** `iss` of its tokens, and where its discovery document says it lives. */
    issuer: z.url({ protocol: /^https?$/, error: 'an http or https URL' }),
    tokenLifetimeS: z.number().positive().default(3600),
    tls: z
      .boolean()
      .optional()
      .describe('gateways speak TLS to it and check its certificate; absent: in the clear'),
  })
  .refine(({ issuer, tls }) => tls !== true || issuer.startsWith('https:'), {
    path: ['issuer'],
    message: 'an https URL, for the provider speaks TLS',
  })

const loadSchema = z
  .strictObject({
    k6: k6Schema.optional().describe('a k6 script, or how k6 runs; absent: the native engine'),
    ...arrivalsFields,
    ratePerS: z.number().positive().max(100_000),
    durationS: z.number().positive().max(86_400),
    warmUpS: z
      .number()
      .nonnegative()
      .max(600)
      .default(3)
      .describe('the same load, rising from nothing, before second 0: written down, never judged'),
    connections: z.number().int().positive().max(10_000).default(64),
    generators: z
      .number()
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('processes that share the requests and the connections'),
    deadlineMs: milliseconds.default(1_000),
    token: z
      .strictObject({
        audience: z.string(),
        claims: z.record(z.string(), z.unknown()).default({}),
      })
      .optional(),
    populations: z
      .array(populationSchema)
      .min(1)
      .optional()
      .describe('absent: one, called clients, in the primary region'),
    /** Absent: made from the configuration, one for every operation that can be called as it is. */
    operations: z.array(operationSchema).min(1).optional(),
    sessions: sessionsSchema
      .optional()
      .describe('arrivals are of these, in the place of operations: users who go step by step'),
  })
  .superRefine(refineArrivals)
  .refine(
    ({ operations, sessions }) => operations === undefined || sessions === undefined,
    'operations or sessions, not both',
  )
  .refine(
    ({ generators, connections, populations = [undefined] }) =>
      populations.every((population) => (population?.connections ?? connections) >= generators),
    'every generator needs a connection of each population',
  )

export const scenarioSchema = z.strictObject({
  name: nameSchema,
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  /** Absent: a drill that stands for no documented statement. */
  claim: claimSchema.optional(),
  topology: topologySchema,
  timing: timingSchema.default({ profile: 'drill' }),
  network: networkSchema.prefault({}),
  edge: edgeSchema.prefault({}),
  gateway: gatewaySchema,
  /** By the name that `gateway.hosts` uses. */
  backends: z.record(nameSchema, backendSchema),
  identity: identitySchema.optional(),
  /** Absent: no Redis is started. */
  redis: redisSchema.optional(),
  /** Absent: all regions are of one service. */
  standby: standbySchema.optional(),
  counters: countersSchema,
  load: loadSchema,
  scaling: scalingSchema.prefault({}),
  maintenance: z.array(maintenanceSchema).default([]).describe('of the platform'),
  changes: z.array(serviceChangeSchema).default([]).describe('of the service while it serves'),
  faults: z.array(faultEntrySchema).default([]),
  edits: editsSchema.default([]),
  guards: guardsSchema.default({}),
  /** One line each: `p99(latency) < 250ms during fault`. */
  objectives: z.array(z.string()).min(1),
  slos: z
    .array(z.union([z.string(), sloSchema]))
    .default([])
    .describe('OpenSLO v1 files, relative to the scenario file'),
  /** Absent: every check that there is. */
  checks: checksSchema.default({ leaveOut: [], require: [] }),
})

/** What a scenario file may say. */
export type ScenarioInput = z.input<typeof scenarioSchema>
/** A scenario with every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>
export type TopologyInput = Scenario['topology']
