import { z } from 'zod'
import { endpointSchema } from './gateway.ts'

/** The name by which clients know the gateway, whichever region answers. */
export const gatewayHost = 'gateway.gatedrill.test'

/** The name of one region's gateway, which no router decides about. Source: APIM, multi-region. */
export function regionalHostOf(region: string): string {
  return `gateway-${region}-01.regional.gatedrill.test`
}

/** What a router is told at its start (first line of its standard input). */
export const routerLaunchSchema = z.strictObject({
  kind: z.enum(['traffic-manager', 'front-door']),
  epochNs: z.string(),
  seed: z.number().int(),
  /** Of its answers to names, over HTTP: `GET /resolve?name=&from=`. */
  listen: endpointSchema,
  /** Of a front door: where clients of each place come in, and the way from there to each region. */
  fronts: z.array(
    z.strictObject({
      /** Name of the port in `ready`. */
      role: z.string(),
      clientRegion: z.string(),
      regions: z.record(z.string(), endpointSchema),
    }),
  ),
  ttlMs: z.number().positive(),
  routing: z.enum(['performance', 'priority', 'weighted', 'custom']),
  /** In order, the primary first. */
  regions: z.array(
    z.strictObject({
      region: z.string(),
      priority: z.number(),
      weight: z.number().positive(),
      isDisabled: z.boolean(),
      /** What is probed. */
      endpoint: endpointSchema,
    }),
  ),
  /** Where clients are, to how far each region is from there. */
  latenciesMs: z.record(z.string(), z.record(z.string(), z.number())),
  /** Where clients are, to the regions they are sent to, best first. */
  custom: z.record(z.string(), z.array(z.string())),
  probe: z.strictObject({
    path: z.string(),
    intervalMs: z.number().positive(),
    timeoutMs: z.number().positive(),
    /** Probes in a row that may fail; one more, and the region is out. */
    tolerated: z.number().int().nonnegative(),
  }),
  /** From the order to disable a gateway, or to enable it again, until it is obeyed. */
  disableDelayMs: z.number().nonnegative(),
})

export type RouterLaunch = z.infer<typeof routerLaunchSchema>

/** What a name resolves to. Without a region nobody may be called. */
export const dnsAnswerSchema = z.strictObject({
  status: z.enum(['NOERROR', 'NXDOMAIN', 'SERVFAIL']),
  region: z.string().optional(),
  /** How long it may be believed. */
  ttlMs: z.number().nonnegative(),
})

export type DnsAnswer = z.infer<typeof dnsAnswerSchema>

/** Answer to the command `status`. */
export const routerStatusSchema = z.object({
  regions: z.array(
    z.object({
      region: z.string(),
      state: z.enum(['new', 'in', 'out']),
      isDisabled: z.boolean(),
      /** What it was last ordered to be, which takes its time. */
      isToBeDisabled: z.boolean(),
      /** Its probes are believed to see what they do not. */
      isOverruled: z.boolean(),
    }),
  ),
  /** Answers are what they were. */
  isStale: z.boolean(),
  /** Latencies are taken for others than were measured. */
  isMapWrong: z.boolean(),
  /** What is out stays out. */
  keepsOut: z.boolean(),
  /** Clients are sent here, in this order of the regions. */
  usable: z.array(z.string()),
  /** How often each answer was given: a region, or a status. */
  answers: z.record(z.string(), z.number()),
  connections: z.number(),
})

export type RouterStatus = z.infer<typeof routerStatusSchema>
