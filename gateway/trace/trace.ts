import type { Attribution, LastError } from '../pipeline/exchange.ts'
import type { Scope, Section } from '../policy/define-policy.ts'

/*
 * What became of one request, policy by policy: what a debug token brings and `gatedrill explain`
 * prints. It is data for people and tools outside, written down in docs/gateway.md; secrets in it
 * are masked.
 */

/** One thing that a policy changed. Texts are cut, bodies are never shown. */
export type Change =
  | {
      readonly kind: 'header'
      readonly of: 'request' | 'response'
      readonly name: string
      /** Absent: it was removed. */
      readonly value?: string
      readonly before?: string
    }
  | { readonly kind: 'method' | 'url'; readonly value: string; readonly before: string }
  | { readonly kind: 'status'; readonly value: number; readonly before?: number }
  | {
      readonly kind: 'body'
      readonly of: 'request' | 'response'
      /** `streamed` is not read here, so its size is unknown. */
      readonly value: number | 'streamed'
    }
  | {
      readonly kind: 'variable'
      readonly name: string
      /** Absent: it was removed. */
      readonly value?: string
      /** As .NET names it: `System.Int32`. */
      readonly type?: string
    }
  | { readonly kind: 'backend'; readonly value: string; readonly before?: string }
  | {
      readonly kind: 'call'
      /** 0: no answer came. */
      readonly status: number
      readonly attempts: number
      readonly durationUs: number
    }
  | { readonly kind: 'cache'; readonly value: 'hit' | 'miss' }

/** A line that a policy wrote: `trace`, `emit-metric`, `context.Trace(...)`. */
export type TraceMessage = {
  /** Microseconds since the request arrived. */
  readonly atUs: number
  readonly source: string
  readonly text: string
}

/** One run of one policy; a policy in a `retry` has several. */
export type TraceStep = {
  readonly policy: string
  /** Its `id` attribute, else empty. */
  readonly policyId: string
  /** Empty for a built-in step (`authorization`, `pipeline`). */
  readonly section: Section | ''
  readonly scope: Scope | ''
  /** Which document of that scope: `starter` of a product, `orders/create-order` of an operation. */
  readonly owner: string
  /** 1-based: `choose[1]\when[2]\set-header[1]`. */
  readonly path: string
  /** `apis/orders/policy.xml:12:5`; empty for a built-in step. */
  readonly document: string
  /** Microseconds since the request arrived. */
  readonly startUs: number
  readonly durationUs: number
  /** `unfinished`: the client left, or another branch of a `wait` was faster. */
  readonly outcome: 'went-on' | 'responded' | 'answered-from-cache' | 'failed' | 'unfinished'
  /** Why it failed. */
  readonly error?: { readonly status: number; readonly reason: string; readonly message: string }
  readonly changes: readonly Change[]
  readonly messages: readonly TraceMessage[]
}

export type TraceHeader = { readonly name: string; readonly value: string }

/** The whole of it. */
export type RequestTrace = {
  readonly traceId: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  /** Configuration revision that answered. */
  readonly revision: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly TraceHeader[]
  }
  /** What the request matched; empty texts where it matched nothing. */
  readonly matched: {
    readonly api: string
    readonly operation: string
    readonly product: string
    readonly subscription: string
  }
  /** In the order in which they began. */
  readonly steps: readonly TraceStep[]
  /** Changes behind the last policy: headers of limits and `cors`. */
  readonly beforeSend: readonly Change[]
  readonly response: {
    readonly status: number
    readonly reason: string
    readonly headers: readonly TraceHeader[]
    /** Who made it: `gateway` with policy, scope, section and reason, or `backend`. */
    readonly madeBy: Attribution
  }
  readonly lastError?: LastError
  /** Of the policies; a streamed body takes longer. */
  readonly durationUs: number
}
