import { z } from 'zod'
import { endpointSchema } from '../../ledger/launch/gateway.ts'
import { renewSchema } from '../../ledger/leases.ts'

/** What the links' process is told at its start. */
export const linksLaunchSchema = z.strictObject({
  epochNs: z.string(),
  seed: z.number().int(),
})

/** What it is told then, by the command's name. */
export const linkCommandSchemas = {
  /** Replies with the ports by link id. */
  open: z.strictObject({
    links: z.array(
      z.strictObject({
        id: z.string(),
        host: z.string(),
        announces: z.boolean().default(false),
        latencyMs: z.number().nonnegative().default(0),
      }),
    ),
  }),
  /** Ends them with their connections; those that are not there cost nothing. */
  close: z.strictObject({ linkIds: z.array(z.string()) }),
  aim: z.strictObject({
    links: z.array(z.strictObject({ id: z.string(), endpoint: endpointSchema })),
  }),
  /** Replies when every link of it feels the harm. The toxic's shape is its own file's. */
  harm: z.strictObject({
    harmId: z.string(),
    faultId: z.string(),
    linkIds: z.array(z.string()).min(1),
    toxic: z.unknown(),
    leaseMs: z.number().positive(),
    lifetimeMs: z.number().positive(),
  }),
  /** Replies with the ids that are no longer on loan. */
  renew: renewSchema,
  /** Replies when the links work again; no error when they did already. */
  heal: z.strictObject({ harmId: z.string() }),
  status: z.unknown(),
} as const

export const portsSchema = z.record(z.string(), z.number())
/** What `status` replies, of which harms tell how often they were felt. */
export const statusSchema = z.record(
  z.string(),
  z.looseObject({ felt: z.record(z.string(), z.number()) }),
)
