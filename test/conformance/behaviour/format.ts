import { z } from 'zod'
import { circuitBreakerRules } from '../../../gateway/config/circuit-breaker.ts'

/*
 * A behaviour document: one thing that the service does, as policies, requests and what is to be
 * seen of them. Everything is strict, so that a misspelled expectation fails instead of expecting
 * nothing. `docs` of each field say what is left out when it is.
 */

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** A whole document, or its sections; a section that is left out is inherited. */
const policySchema = z.union([
  z.string(),
  z.strictObject({
    inbound: z.string().optional(),
    backend: z.string().optional(),
    outbound: z.string().optional(),
    'on-error': z.string().optional(),
  }),
])

const operationSchema = z.strictObject({
  id: z.string(),
  method: z.string().default('GET'),
  url: z.string(),
  policy: policySchema.optional(),
})

const apiSchema = z.strictObject({
  id: z.string().default('orders'),
  name: z.string().default('Orders'),
  path: z.string().default('orders'),
  revision: z.string().default('1'),
  isCurrent: z.boolean().default(true),
  version: z.string().optional(),
  versionSet: z.string().optional(),
  serviceUrl: z.string().nullable().default('https://backend.example/base'),
  subscriptionRequired: z.boolean().default(false),
  keyHeader: z.string().default('Ocp-Apim-Subscription-Key'),
  keyQuery: z.string().default('subscription-key'),
  policy: policySchema.optional(),
  operations: z.array(operationSchema).default([
    { id: 'list', method: 'GET', url: '/items' },
    { id: 'item', method: 'GET', url: '/items/{id}' },
    { id: 'create', method: 'POST', url: '/items' },
    { id: 'replace', method: 'PUT', url: '/items/{id}' },
    { id: 'delete', method: 'DELETE', url: '/items/{id}' },
  ]),
  /** An OpenAPI document, whose operations are in the place of those. */
  specification: z.record(z.string(), z.unknown()).optional(),
  /** The schema document of a GraphQL API, with the operations that such a one has. */
  graphql: z.string().optional(),
})

const productSchema = z.strictObject({
  id: z.string().default('starter'),
  name: z.string().default('Starter'),
  published: z.boolean().default(true),
  subscriptionRequired: z.boolean().default(true),
  apis: z.array(z.string()).default(['orders']),
  policy: policySchema.optional(),
})

const subscriptionSchema = z.strictObject({
  id: z.string(),
  /** `all`, `product/<id>` or `api/<id>`. */
  scope: z.string().regex(/^(all|product\/.+|api\/.+)$/),
  state: z
    .enum(['active', 'suspended', 'submitted', 'rejected', 'cancelled', 'expired'])
    .default('active'),
  ownerId: z.string().optional(),
})

const backendSchema = z.strictObject({
  id: z.string(),
  url: z.string().optional(),
  members: z
    .array(
      z.strictObject({
        id: z.string(),
        weight: z.number().default(1),
        priority: z.number().default(1),
      }),
    )
    .optional(),
  /** Of a pool: its session cookie. */
  sessionCookie: z.string().optional(),
  headers: z.record(z.string(), z.array(z.string())).default({}),
  query: z.record(z.string(), z.array(z.string())).default({}),
  /** As `properties.circuitBreaker` of Resource Manager. */
  circuitBreaker: circuitBreakerRules.optional(),
})

/** Beside the one API `orders`, which stands when `apis` is left out. */
const configurationSchema = z.strictObject({
  apis: z.array(apiSchema).default([apiSchema.parse({})]),
  products: z.array(productSchema).default([]),
  subscriptions: z.array(subscriptionSchema).default([]),
  backends: z.array(backendSchema).default([]),
  namedValues: z.record(z.string(), z.string()).default({}),
  secrets: z.record(z.string(), z.string()).default({}),
  fragments: z.record(z.string(), z.string()).default({}),
  /** Schemas of the service for XML, by id. */
  xmlSchemas: z.record(z.string(), z.string()).default({}),
  /** Connections to credential providers. */
  authorizations: z
    .array(
      z.strictObject({
        providerId: z.string(),
        id: z.string(),
        tokenUrl: z.string(),
        clientId: z.string().default('client'),
        clientSecret: z.string().default('secret'),
        scope: z.string().default(''),
      }),
    )
    .default([]),
  versionSets: z
    .array(
      z.strictObject({
        id: z.string(),
        scheme: z.enum(['Segment', 'Header', 'Query']),
        parameter: z.string().optional(),
      }),
    )
    .default([]),
})

const answerSchema = z.strictObject({
  status: z.number().default(200),
  reason: z.string().optional(),
  headers: headers.default({}),
  /** `$jwks` stands for the key set of tokens that are signed with `rsa`. */
  body: z.string().default(''),
  /** Until the head of the answer comes. */
  afterMs: z.number().default(0),
  /** From the head to the body. */
  bodyAfterMs: z.number().default(0),
  /** Instead of an answer: nobody listens, the connection breaks, nothing ever comes. */
  failure: z.enum(['refused', 'reset', 'silence']).optional(),
})

/** A signed token; `$token:<name>` stands for it in headers and URLs of requests. */
const tokenSchema = z.strictObject({
  /** Times are in seconds since 1970; the clock starts at 1700000000. */
  claims: z.record(z.string(), z.unknown()),
  header: z.record(z.string(), z.unknown()).default({}),
  /** In base64, for HS256; `rsa`: a key of RS256, with the id `key-1`; empty: not signed. */
  key: z.string().default('c2lnbmVkIHdpdGggdGhpcyBrZXkgb2YgMzIgYnl0ZXM='),
})

const callSchema = z.strictObject({
  method: z.string().optional(),
  url: z.string().optional(),
  /** null: the backend must not have seen it. */
  headers: z.record(z.string(), z.string().nullable()).default({}),
  body: z.string().optional(),
  atMs: z.number().optional(),
})

const lastErrorSchema = z.strictObject({
  source: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  scope: z.string().optional(),
  section: z.string().optional(),
  path: z.string().optional(),
  policyId: z.string().optional(),
})

const expectedSchema = z.strictObject({
  status: z.number(),
  reason: z.string().optional(),
  /** null: not there; several values of one header are a list. */
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).default({}),
  /** To the byte; `<request-id>` stands for the id of the request. */
  body: z.string().optional(),
  matches: z.string().optional(),
  json: z.unknown().optional(),
  /** Every call of any backend for this request, in order: no more and no fewer. */
  calls: z.array(callSchema).optional(),
  lastError: lastErrorSchema.nullable().optional(),
  attribution: z
    .strictObject({
      layer: z.enum(['gateway', 'backend', 'none']).optional(),
      policy: z.string().optional(),
      scope: z.string().optional(),
      section: z.string().optional(),
      reason: z.string().optional(),
    })
    .optional(),
  /** As `ToString()` gives them; null: not set. */
  variables: z.record(z.string(), z.string().nullable()).default({}),
  operation: z.string().nullable().optional(),
  api: z.string().nullable().optional(),
  product: z.string().nullable().optional(),
  subscription: z.string().nullable().optional(),
  tookMs: z.number().optional(),
  traced: z.array(z.string()).optional(),
  /** What this request sent to loggers and queues: no more and no fewer. */
  events: z
    .array(
      z.strictObject({ to: z.string(), body: z.string(), partitionKey: z.string().optional() }),
    )
    .optional(),
  /** Metrics that it emitted, `<namespace>: <name> <value> <dimension>=<value> ...`. */
  metrics: z.array(z.string()).optional(),
})

const requestSchema = z.strictObject({
  /** Of the virtual clock; left out: when the request before has ended, in no time. */
  atMs: z.number().optional(),
  /** The next request does not wait for the end of this one. */
  overlaps: z.boolean().default(false),
  method: z.string().default('GET'),
  /** With its query. */
  url: z.string().default('/orders/items/7'),
  host: z.string().default('gateway.example'),
  ip: z.string().default('10.0.0.7'),
  headers: headers.default({}),
  body: z.string().optional(),
  /** The client goes away. */
  leavesAfterMs: z.number().optional(),
  expect: expectedSchema,
})

const documentSchema = z.strictObject({
  /** A sentence. */
  title: z.string().min(10),
  /** Where the service's articles say so. */
  source: z.string().min(3),
  configuration: configurationSchema.prefault({}),
  /** Of the first API, its operations all alike, the first product. */
  policies: z
    .strictObject({
      global: policySchema.optional(),
      product: policySchema.optional(),
      api: policySchema.optional(),
      operation: policySchema.optional(),
    })
    .default({}),
  tokens: z.record(z.string(), tokenSchema).default({}),
  /** By host, one for each call, the last one for all that follow. */
  answers: z.record(z.string(), z.array(answerSchema).min(1)).default({}),
  /** Problems of the load; without them there must be none. */
  load: z
    .strictObject({
      errors: z
        .array(z.strictObject({ code: z.string(), what: z.string().optional() }))
        .default([]),
      warnings: z
        .array(z.strictObject({ code: z.string(), what: z.string().optional() }))
        .default([]),
    })
    .prefault({}),
  requests: z.array(requestSchema).default([]),
})

export const behaviourSchema = documentSchema.refine(
  ({ requests, load }) => requests.length + load.errors.length + load.warnings.length > 0,
  'it expects nothing: give requests, or problems of the load',
)

export type Behaviour = z.output<typeof behaviourSchema>
export type BehaviourRequest = Behaviour['requests'][number]
export type Expected = BehaviourRequest['expect']
export type ScriptedAnswer = z.output<typeof answerSchema>
export type PolicyText = z.output<typeof policySchema>
