import { z } from 'zod'
import { redisUrlSchema } from '../ledger/launch/gateway.ts'
import { arrivalsFields, refineArrivals } from './schema/arrivals.ts'
import { backendSchema } from './schema/backends.ts'
import { baselineSchema } from './schema/baseline.ts'
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
        zones: z.number().int().min(1).max(3).describe('availability zones of the region'),
        units: z.number().int().min(1).max(31).describe('of the gateway there'),
        redundancy: redundancySchema.optional().describe("absent: the topology's"),
        zonalIn: z.number().int().positive().optional().describe("absent: the topology's"),
      }),
    )
    .describe('by name; the first is the primary region'),
  capacity: capacityScenarioSchema.prefault({}).describe('what a unit carries'),
  backfill: backfillSchema.optional().describe('absent: lost units are not replaced'),
  selfHosted: z.array(selfHostedSchema).default([]).describe('gateways that their owners run'),
  workspaces: z
    .array(workspaceGatewaySchema)
    .default([])
    .describe('gateways of workspaces, each with units of its own'),
})

/** Any of these replaces the profile's value. */
const timingSchema = z.strictObject({
  profile: z
    .enum(['azure', 'drill'])
    .default('drill')
    .describe(
      'azure: the documented times; drill: the same, so much quicker that a drill takes a minute',
    ),
  probeIntervalMs: milliseconds.optional().describe('between two health probes of a load balancer'),
  probeTimeoutMs: milliseconds.optional().describe('until an unanswered probe has failed'),
  probesToLeave: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('probes in a row that fail before an instance is out'),
  probesToReturn: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('probes in a row that succeed before it is in again'),
  syncPeriodMs: milliseconds
    .optional()
    .describe('how often an instance asks the management plane for a newer revision'),
  heartbeatMs: milliseconds
    .optional()
    .describe('between heartbeats of a node of a self-hosted gateway'),
  replicationInZoneMs: milliseconds
    .optional()
    .describe('how long counter changes are collected before a peer of the same zone is told'),
  replicationBetweenZonesMs: milliseconds.optional().describe('the same for peers of other zones'),
  connectTimeoutMs: milliseconds.optional().describe('how long a TCP connection may take to open'),
  connectionMaxAgeMs: milliseconds
    .optional()
    .describe('a connection to a backend older than this takes no further request'),
  routerProbeIntervalMs: milliseconds
    .optional()
    .describe('between two probes of a region by the router'),
  routerProbeTimeoutMs: milliseconds.optional().describe('until an unanswered one has failed'),
  routerProbesTolerated: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('that may fail in a row; one more, and the region is out'),
  dnsTtlMs: milliseconds
    .optional()
    .describe('how long a client may believe what the name of the gateway resolved to'),
  platformMinuteMs: milliseconds
    .optional()
    .describe('a minute of what takes the platform minutes: scaling, its metrics and cooldowns'),
  drainMs: milliseconds
    .optional()
    .describe('how long an instance that leaves waits for clients to let their connections go'),
  disableGatewayMs: milliseconds
    .optional()
    .describe('from disabling the gateway of a region until no client is sent there'),
})

const gatewaySchema = z.strictObject({
  config: z.string().describe('APIOps artifact folder, relative to the scenario file'),
  hosts: z
    .record(z.string(), z.string())
    .default({ '*': 'backend' })
    .describe('host name (or *) of a backend or identity provider to a simulated one'),
  namedValues: z
    .record(z.string(), z.string())
    .default({})
    .describe('by displayName, in the place of what the folder says'),
  vault: z
    .string()
    .optional()
    .describe('file of secrets that named values refer to, relative to the scenario file'),
  subscriptionKeys: z
    .record(z.string(), z.strictObject({ primary: z.string(), secondary: z.string() }))
    .default({})
    .describe('by subscription id; keys that are absent are made from the seed'),
  externalCache: redisUrlSchema
    .optional()
    .describe('redis://host:port of a Redis that is there already; absent: no external cache'),
})

const identitySchema = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/, error: 'an http or https URL' })
      .describe('iss of its tokens, and where its discovery document says it lives'),
    tokenLifetimeS: z.number().positive().default(3600).describe('of the tokens that clients get'),
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
    ratePerS: z.number().positive().max(100_000).describe('requests, or sessions, per second'),
    durationS: z.number().positive().max(86_400).describe('of the judged load'),
    warmUpS: z
      .number()
      .nonnegative()
      .max(600)
      // On two processors that are shared, six gateways answer a rising load late for so long.
      .default(5)
      .describe('the same load, rising from nothing, before second 0: written down, never judged'),
    connections: z
      .number()
      .int()
      .positive()
      .max(10_000)
      .default(64)
      .describe('of each population, at most'),
    generators: z
      .number()
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('processes that share the requests and the connections'),
    deadlineMs: milliseconds
      .default(1_000)
      .describe('a request without an answer by then is unknown: it may have executed'),
    token: z
      .strictObject({
        audience: z.string().describe('aud of the token'),
        claims: z.record(z.string(), z.unknown()).default({}).describe('further ones'),
      })
      .optional()
      .describe('the JWT that operations with token: true send'),
    populations: z
      .array(populationSchema)
      .min(1)
      .optional()
      .describe('absent: one, called clients, in the primary region'),
    operations: z
      .array(operationSchema)
      .min(1)
      .optional()
      .describe(
        'absent: made from the configuration, one for every operation that can be called as it is',
      ),
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
  name: nameSchema.describe('names its run folders'),
  description: z.string().default('').describe('one line for lists and reports'),
  tags: z.array(z.string()).default([]).describe('for gatedrill list and gatedrill suite'),
  claim: claimSchema.optional().describe('absent: a drill that stands for no documented statement'),
  topology: topologySchema.describe('tier, regions, zones, units, and how they are placed'),
  timing: timingSchema
    .default({ profile: 'drill' })
    .describe("a profile of times; what stands beside it replaces the profile's value"),
  network: networkSchema.prefault({}).describe('how far apart regions are'),
  edge: edgeSchema.prefault({}).describe('how clients come to a region'),
  gateway: gatewaySchema.describe('its configuration, and which host is which backend'),
  backends: z.record(nameSchema, backendSchema).describe('by the name that gateway.hosts uses'),
  identity: identitySchema.optional().describe('absent: no identity provider is started'),
  redis: redisSchema.optional().describe('absent: no Redis is started'),
  standby: standbySchema.optional().describe('absent: all regions are of one service'),
  counters: countersSchema,
  load: loadSchema.describe('which requests come, when, and from whom'),
  scaling: scalingSchema.prefault({}).describe('how the number of units changes meanwhile'),
  maintenance: z.array(maintenanceSchema).default([]).describe('of the platform'),
  changes: z.array(serviceChangeSchema).default([]).describe('of the service while it serves'),
  faults: z.array(faultEntrySchema).default([]).describe('what is injected, and when'),
  edits: editsSchema.default([]),
  guards: guardsSchema.default({}).describe('what ends a run before its time'),
  objectives: z
    .array(z.string())
    .min(1)
    .describe('one line each: p99(latency) < 250ms during fault'),
  slos: z
    .array(z.union([z.string(), sloSchema]))
    .default([])
    .describe('OpenSLO v1 files, relative to the scenario file'),
  checks: checksSchema
    .default({ leaveOut: [], require: [] })
    .describe('absent: every check that there is'),
  baseline: baselineSchema
    .optional()
    .describe('what objectives that are relative to a baseline run are held against'),
})

/** What a scenario file may say. */
export type ScenarioInput = z.input<typeof scenarioSchema>
/** A scenario with every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>
export type TopologyInput = Scenario['topology']
