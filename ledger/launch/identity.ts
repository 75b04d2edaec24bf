import { z } from 'zod'
import { endpointSchema } from './gateway.ts'
import { serverCertificatesSchema } from './tls.ts'

/** What an identity provider is told at its start (first line of its standard input). */
export const identityLaunchSchema = z.strictObject({
  runId: z.string(),
  /** `process.hrtime.bigint()` of the run's zero, as a decimal string. */
  epochNs: z.string(),
  /** Port 0: any free one; `ready` says which. */
  listen: endpointSchema,
  /** `iss` of its tokens, and where its discovery document says it lives. */
  issuer: z.url(),
  tokenLifetimeS: z.number().positive(),
  /** Absent: it speaks in the clear. */
  tls: serverCertificatesSchema.optional(),
})

export type IdentityLaunch = z.infer<typeof identityLaunchSchema>

/** Body of `POST /token`. */
export const tokenRequestSchema = z.strictObject({
  audience: z.string(),
  /** Beside the registered ones; `sub` may be given, else it is `gatedrill`. */
  claims: z.record(z.string(), z.unknown()).default({}),
})

/** Answer to `POST /token`. */
export const tokenAnswerSchema = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.number(),
})

export type TokenRequest = z.infer<typeof tokenRequestSchema>
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
