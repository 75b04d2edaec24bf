import type { z } from 'zod'
import type { ClockUs } from '../../ledger/clock.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import type { BackendCaller } from '../backends/call.ts'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../clock.ts'
import type { Concurrency } from '../counters/concurrency.ts'
import type { Counters } from '../counters/counters.ts'
import type { AccessTokens } from '../identity/access-tokens.ts'
import type { OpenId } from '../jwt/open-id.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import type { CacheWitness } from '../telemetry/cache-ledger.ts'
import type { CustomMetrics } from '../telemetry/custom-metrics.ts'
import type { EventSink } from '../telemetry/event-sink.ts'
import type { Value } from './expressions/value.ts'
import type { XmlElement } from './xml/element.ts'

export const sections = ['inbound', 'backend', 'outbound', 'on-error'] as const
export type Section = (typeof sections)[number]
export const scopes = ['global', 'workspace', 'product', 'api', 'operation'] as const
export type Scope = (typeof scopes)[number]

/**
 * How a step ends the normal flow. `respond`: the response in the exchange goes to the client and
 * nothing else runs. `cached`: it came from the cache, and goes on in outbound behind the
 * `cache-store`. `fail`: the error is set as LastError and `on-error` runs.
 */
export type Stop =
  | { readonly stop: 'respond' | 'cached'; readonly place?: Place }
  | {
      readonly stop: 'fail'
      readonly status: number
      readonly reason: string
      readonly message: string
      /** Of the default response: `{ "statusCode": 429, "message": "..." }`. */
      readonly publicMessage: string
      readonly headers: Readonly<Record<string, string>>
      /** The response that is there stays, and whoever made it; else the default one replaces it. */
      readonly keepsResponse?: true
      /** In the place of the default text, whole. */
      readonly body?: string
      readonly place?: Place
    }

/** Which policy of which document: what LastError says. Policies leave it to the pipeline. */
export type Place = {
  /** The policy's element, or a built-in step. */
  readonly policy: string
  /** Its `id` attribute, else empty. */
  readonly policyId: string
  readonly scope: Scope | ''
  readonly section: Section | ''
  /** 1-based: `choose[3]\\when[2]`. */
  readonly path: string
}

/** One compiled policy; undefined goes on with the next. */
export type Step = (exchange: Exchange) => Stop | undefined | Promise<Stop | undefined>

/** Steps in a row, each knowing its place; made by the compiler for nesting policies. */
export type Block = Step

/** A text that may be an expression: evaluated and turned to text as .NET's ToString does. */
export type Text = (exchange: Exchange) => string
/** Any value of an expression; a literal is a string. */
export type Expression = (exchange: Exchange) => Value

/** What a document may name of the configuration around it. */
export type EntityKind = 'backend' | 'certificate' | 'schema'

/** What a policy may use when it is compiled. Time, counters and links arrive here. */
export type PolicyLoad = {
  readonly section: Section
  readonly scope: Scope
  /** Which document of that scope: `starter` of a product, `orders/create-order` of an operation. */
  readonly owner: string
  /** Place in the document, 1-based: `choose[1]\when[2]\rate-limit[1]`. */
  readonly path: string
  readonly element: XmlElement
  readonly content: RevisionContent
  readonly clockUs: ClockUs
  readonly clock: Clock
  readonly counters: Counters
  /** What is under way in this instance, kept over revisions. */
  readonly concurrency: Concurrency
  readonly cache: Cache
  /** Absent: none is configured. */
  readonly externalCache?: Cache | undefined
  /** Absent: nobody keeps what response caches give and get. */
  readonly cacheWitness?: CacheWitness | undefined
  readonly backends: BackendCaller
  /** Keys of issuers, kept over revisions. */
  readonly openId: OpenId
  /** Tokens for backends, kept over revisions. */
  readonly accessTokens: AccessTokens
  readonly events: EventSink
  /** Metrics of policies, kept over revisions. */
  readonly customMetrics: CustomMetrics
  /**
   * Compiles a text; one without `@(` or `@{` is a literal. Named values are already put in.
   * `at` is the child element that the text is of, when it is not the policy's own.
   */
  text(source: string, at?: XmlElement): Text
  expression(source: string, at?: XmlElement): Expression
  /** Of what must be true or false, as literal or as expression. */
  condition(source: string, at?: XmlElement): (exchange: Exchange) => boolean
  number(source: string, at?: XmlElement): (exchange: Exchange) => number
  /** The id that a resource has in the configuration: those of a workspace stand below its name. */
  entityId(id: string): string
  /** The child policies of this element or of the given one, as one step. */
  block(element?: XmlElement): Block
  /** The child policies of this element, each a step of its own. */
  blocks(): readonly Block[]
  /** Attributes of a child element by a schema; undefined when they are wrong, which is then said. */
  attributesOf<Schema extends z.ZodType>(
    of: XmlElement,
    schema: Schema,
  ): z.output<Schema> | undefined
  /** The policies of a policy fragment, as one step. */
  fragment(id: string): Block
  /** The policies of the broader scope, as one step. */
  inherited(): Block
  /** What LastError says of a failure in a child element: `choose[1]\\when[2]`. */
  placeOf(element: XmlElement): Place
  /** Says that this operation needs the whole body in memory. */
  needsRequestBody(): void
  needsResponseBody(): void
  /** Something that cannot be run: said at load, and the policy fails when it is reached. */
  warn(what: string, fix: string, at?: XmlElement): void
  /**
   * True for an entity that a document names and that is taken to exist, because the document
   * stands by itself: what it lacks is not there to be looked at.
   */
  assumes(kind: EntityKind, id: string): boolean
  /** Something that is run as it is written, and hardly as it was meant. */
  advise(what: string, why: string, fix: string, at?: XmlElement): void
  /** Something that is run otherwise than the service does, and how. */
  note(what: string, why: string, fix: string, at?: XmlElement): void
  /** Something that the service would not accept: the configuration is not loaded. */
  refuse(what: string, fix: string, at?: XmlElement): void
}

/**
 * A policy is one file: its APIM element, where it may stand, the shape of its attributes (always
 * strings in XML; zod turns literals into numbers and booleans), and how it becomes a step.
 * Children are read from `load.element`.
 */
export type Policy<Attributes extends z.ZodType = z.ZodType> = {
  readonly name: string
  readonly sections: readonly Section[]
  /** Absent: all scopes. */
  readonly scopes?: readonly Scope[]
  /** The service takes it once per document. */
  readonly isOnce?: true
  /** A whole element that compiles; documents, help and the conformance suite run on it. */
  readonly example: string
  readonly attributes: Attributes
  compile(attributes: z.output<Attributes>, load: PolicyLoad): Step
}

export function definePolicy<Attributes extends z.ZodType>(
  policy: Policy<Attributes>,
): Policy<Attributes> {
  return policy
}

/** Ends the request with an error that `on-error` sees. */
export function reject(
  status: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  publicMessage = message,
): Extract<Stop, { stop: 'fail' }> {
  return { stop: 'fail', status, reason, message, publicMessage, headers }
}

/** Ends the request with the exchange's response. */
export const respond: Stop = { stop: 'respond' }
