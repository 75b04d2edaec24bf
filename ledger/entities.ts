import { z } from 'zod'

/*
 * Resources of a gateway that stand beside its APIs and backends. Extractors leave some of them
 * out, for they hold secrets; the shapes are those of the service without what no gateway needs.
 */

/** A connection to a credential provider: where its tokens come from. */
export const authorizationSchema = z.strictObject({
  providerId: z.string(),
  id: z.string(),
  tokenUrl: z.string().optional(),
  clientId: z.string(),
  clientSecret: z.string(),
  /** Apart by spaces. */
  scope: z.string(),
})

export const loggerSchema = z.strictObject({
  id: z.string(),
  /** `applicationInsights`, `azureEventHub`, `azureMonitor`. */
  type: z.string(),
})

const maskSchema = z.strictObject({ name: z.string(), mode: z.enum(['mask', 'hide']) })

/** What is told of one of the four messages of a request. */
const loggedMessageSchema = z.strictObject({
  /** Names; all others are left out. */
  headers: z.array(z.string()),
  bodyBytes: z.number(),
  maskedHeaders: z.array(maskSchema),
  maskedQuery: z.array(maskSchema),
})

const loggedSideSchema = z.strictObject({
  request: loggedMessageSchema.optional(),
  response: loggedMessageSchema.optional(),
})

/** What is told to a logger of requests. */
export const diagnosticSchema = z.strictObject({
  id: z.string(),
  /** Absent: of all APIs that have none of their own. */
  apiId: z.string().optional(),
  loggerId: z.string(),
  /** From 0 to 100. */
  samplingPercent: z.number(),
  logsAllErrors: z.boolean(),
  verbosity: z.enum(['verbose', 'information', 'error']),
  logsClientIp: z.boolean().optional(),
  /** What clients sent and got. */
  frontend: loggedSideSchema.optional(),
  /** What the backend was sent, and answered. */
  backend: loggedSideSchema.optional(),
})

/** A self-hosted gateway resource. */
export const gatewayEntitySchema = z.strictObject({ id: z.string(), apiIds: z.array(z.string()) })

export type Authorization = z.infer<typeof authorizationSchema>
export type Diagnostic = z.infer<typeof diagnosticSchema>
export type LoggedMessage = z.infer<typeof loggedMessageSchema>
