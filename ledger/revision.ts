import { createHash } from 'node:crypto'
import { z } from 'zod'
import { operationDefinitionSchema, schemasSchema, sharedSchemaSchema } from './definition.ts'
import {
  authorizationSchema,
  diagnosticSchema,
  gatewayEntitySchema,
  loggerSchema,
} from './entities.ts'

/*
 * The whole configuration of a gateway as data: what the management plane stores and publishes
 * and every instance runs. Ids are the names of the resources (the last segment of their ARM id).
 */

/** A policy document as it stands in the artifact folder; `file` is for error messages. */
export const policyDocumentSchema = z.strictObject({ file: z.string(), xml: z.string() })

const operationSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Upper case. */
  method: z.string(),
  /** Begins with `/`; `{parameter}` and `/*` as APIM has them. */
  urlTemplate: z.string(),
  policy: policyDocumentSchema.optional(),
  /** Enough to call it: example values of parameters and an example body, from OpenAPI. */
  examples: z.strictObject({
    path: z.record(z.string(), z.string()),
    query: z.record(z.string(), z.string()),
    body: z.strictObject({ contentType: z.string(), content: z.string() }).optional(),
  }),
  /** Absent where nothing describes its messages. */
  definition: operationDefinitionSchema.optional(),
})

/** What of an operation its information file has no words for; stands in it as `gatedrill`. */
export const operationExtrasSchema = operationSchema.pick({ examples: true, definition: true })

export const apiSchema = z.strictObject({
  /** Of a workspace: below its name, `sales/orders`. */
  id: z.string(),
  workspaceId: z.string().optional(),
  name: z.string(),
  /** Without leading or trailing `/`; may be empty. */
  path: z.string(),
  revision: z.string(),
  isCurrent: z.boolean(),
  version: z.string().optional(),
  versionSetId: z.string().optional(),
  serviceUrl: z.string().optional(),
  /** Absent: plain HTTP. */
  type: z.enum(['websocket', 'grpc', 'graphql', 'odata']).optional(),
  isSubscriptionRequired: z.boolean(),
  subscriptionKeyHeader: z.string(),
  subscriptionKeyQuery: z.string(),
  policy: policyDocumentSchema.optional(),
  operations: z.array(operationSchema),
  /** What the schemas of its operations share. */
  schemas: schemasSchema.optional(),
  /** For XML, as WSDL has them: texts by their ids. */
  xmlSchemas: z.record(z.string(), z.string()).optional(),
  /** Of a GraphQL API: its schema document. */
  graphql: z.string().optional(),
})

const productSchema = z.strictObject({
  id: z.string(),
  workspaceId: z.string().optional(),
  name: z.string(),
  isPublished: z.boolean(),
  isSubscriptionRequired: z.boolean(),
  apiIds: z.array(z.string()),
  policy: policyDocumentSchema.optional(),
})

const ownerSchema = z.strictObject({
  id: z.string(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  note: z.string().optional(),
  /** As ARM writes dates. */
  registeredAt: z.string().optional(),
  groups: z.array(z.strictObject({ id: z.string(), name: z.string() })),
})

const subscriptionSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all'), workspaceId: z.string().optional() }),
    z.strictObject({ kind: z.literal('product'), productId: z.string() }),
    z.strictObject({ kind: z.literal('api'), apiId: z.string() }),
  ]),
  state: z.enum(['active', 'suspended', 'submitted', 'rejected', 'cancelled', 'expired']),
  ownerId: z.string().optional(),
  /** Who that is, as far as it is known. */
  owner: ownerSchema.optional(),
  primaryKey: z.string(),
  secondaryKey: z.string(),
  mayTrace: z.boolean(),
})

const circuitBreakerSchema = z.strictObject({
  name: z.string(),
  /** Failures within the interval that open the circuit; or their share, in percent. */
  count: z.number().optional(),
  percentage: z.number().optional(),
  intervalMs: z.number(),
  /** Which answers are failures; both ends count. */
  statusRanges: z.array(z.strictObject({ min: z.number(), max: z.number() })),
  /** Which calls without an answer are: reasons of LastError, or `Server errors`. */
  errorReasons: z.array(z.string()),
  /** How long the circuit stays open, unless the backend says otherwise and may. */
  tripMs: z.number(),
  acceptsRetryAfter: z.boolean(),
})

const backendSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['single', 'pool']),
  url: z.string().optional(),
  /** Of a pool. Lower priority numbers come first. */
  members: z.array(z.strictObject({ id: z.string(), weight: z.number(), priority: z.number() })),
  credentials: z.strictObject({
    headers: z.record(z.string(), z.array(z.string())),
    query: z.record(z.string(), z.array(z.string())),
  }),
  /** What is checked of the certificate that it shows; absent: both. */
  tls: z.strictObject({ validatesChain: z.boolean(), validatesName: z.boolean() }).optional(),
  /** An HTTP proxy that it is reached through. */
  proxy: z
    .strictObject({
      url: z.string(),
      username: z.string().optional(),
      password: z.string().optional(),
    })
    .optional(),
  /** Of a pool: the cookie that keeps a client with the member that it came to first. */
  sessionCookie: z.string().optional(),
  circuitBreaker: circuitBreakerSchema.optional(),
})

const namedValueSchema = z.strictObject({
  id: z.string(),
  /** What `{{...}}` names. */
  displayName: z.string(),
  /** Absent for a secret that the artifact folder does not hold. */
  value: z.string().optional(),
  isSecret: z.boolean(),
})

const fragmentSchema = z.strictObject({ id: z.string(), policy: policyDocumentSchema })

/** Its named values and fragments are seen by its own documents alone. */
const workspaceSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  policy: policyDocumentSchema.optional(),
  namedValues: z.array(namedValueSchema),
  fragments: z.array(fragmentSchema),
})

/** The same of an API. */
export const apiExtrasSchema = apiSchema.pick({
  schemas: true,
  xmlSchemas: true,
  graphql: true,
})

export const revisionContentSchema = z.strictObject({
  /** Of the artifact folder, for messages. */
  source: z.string(),
  globalPolicy: policyDocumentSchema.optional(),
  apis: z.array(apiSchema),
  products: z.array(productSchema),
  subscriptions: z.array(subscriptionSchema),
  backends: z.array(backendSchema),
  namedValues: z.array(namedValueSchema),
  /** Of the service, in PEM; a private key is never written anywhere else. */
  certificates: z
    .array(
      z.strictObject({
        id: z.string(),
        certificate: z.string(),
        key: z.string().optional(),
        /** Serial numbers, in hex, of certificates that it has signed and called back. */
        revoked: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  fragments: z.array(fragmentSchema),
  versionSets: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      scheme: z.enum(['Segment', 'Header', 'Query']),
      /** Of the schemes Header and Query. */
      parameterName: z.string().optional(),
    }),
  ),
  schemas: z.array(sharedSchemaSchema).optional(),
  /** These are absent from revisions of before they were read. */
  authorizations: z.array(authorizationSchema).optional(),
  loggers: z.array(loggerSchema).optional(),
  diagnostics: z.array(diagnosticSchema).optional(),
  gateways: z.array(gatewayEntitySchema).optional(),
  workspaces: z.array(workspaceSchema).optional(),
})

export const revisionSchema = z.strictObject({
  /** Counts up from 1. */
  number: z.number().int().positive(),
  /** SHA-256 of the content's JSON with sorted keys, in hex. */
  checksum: z.string(),
  content: revisionContentSchema,
})

/** The whole gateway configuration, before it has a number. */
export type RevisionContent = z.infer<typeof revisionContentSchema>
/** A numbered, checksummed, immutable snapshot of the whole gateway configuration. */
export type Revision = z.infer<typeof revisionSchema>
export type Api = RevisionContent['apis'][number]
export type Operation = Api['operations'][number]
export type Product = RevisionContent['products'][number]
export type SubscriptionOwner = z.infer<typeof ownerSchema>
export type Subscription = RevisionContent['subscriptions'][number]
export type BackendEntity = RevisionContent['backends'][number]
/** The one rule of a backend's circuit breaker. Source: APIM, backends. */
export type CircuitBreaker = z.infer<typeof circuitBreakerSchema>
export type NamedValue = RevisionContent['namedValues'][number]
export type PolicyDocument = z.infer<typeof policyDocumentSchema>

export function revisionOf(number: number, content: RevisionContent): Revision {
  return { number, checksum: checksumOf(content), content }
}

/** True when the content is what the checksum was made from: a torn revision must not run. */
export function isIntact(revision: Revision): boolean {
  return checksumOf(revision.content) === revision.checksum
}

function checksumOf(content: RevisionContent): string {
  return createHash('sha256').update(JSON.stringify(content, withSortedKeys)).digest('hex')
}

/** Parsing puts keys into the order of the schema; the content is the same in any order. */
function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
