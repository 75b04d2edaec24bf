import type { z } from 'zod'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { Outcome } from '../../ledger/records.ts'

/** What a client does otherwise in one request. */
export type RequestChange = {
  /** Every drawn number is the lowest of its range. */
  readonly isHot?: boolean
  /** Of one header more. */
  readonly headerBytes?: number
  /** Of the body, in the place of the own one of an operation that has one. */
  readonly bodyBytes?: number
  /** The client has gone by then, answered or not. */
  readonly leavesAfterMs?: number
  /** Before it reads the body, and after each piece of it. */
  readonly readPauseMs?: number
}

/** What of a load generator a harm may touch. Every function gives back its undo. */
export type HarmableLoad = {
  /** Where clients connect to now, if they know it. */
  target(): Endpoint | undefined
  after(delayMs: number, call: () => void): () => void
  /** Requests of that scope are made otherwise. */
  alter(
    scope: {
      readonly kind: string
      readonly share: number
      readonly operation?: string | undefined
    },
    change: RequestChange,
  ): () => void
  /** Arrivals beside the schedule, drawn from the seed; absent: of every population, by its share. */
  burst(ratePerS: number, population?: string): () => void
  /** So many tries more for whoever got one of these, without a pause. */
  retry(
    kind: string,
    retry: { readonly tries: number; readonly on: readonly Outcome[] },
  ): () => void
  /** All requests go over the first so many connections. */
  pin(connections: number): () => void
  /** Clients take their token for younger than it is. */
  clockBehind(byS: number): () => void
  /** A harm of its own making: counted as `kind`, `end` is its undo. */
  begin(kind: string, end: () => void): () => void
  /** One more request or connection that felt it. */
  feel(kind: string): void
}

/** A harm to clients as a plug-in: its shape as data, and what they do until it is undone. */
export type LoadHarm<Params extends z.ZodType = z.ZodType> = {
  readonly kind: string
  readonly example: Readonly<Record<string, unknown>>
  readonly params: Params
  apply(params: z.output<Params>, load: HarmableLoad): () => void
}

export function defineHarm<Params extends z.ZodType>(harm: LoadHarm<Params>): LoadHarm<Params> {
  return harm
}
