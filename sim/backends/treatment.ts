/** One call as those see it who decide what becomes of it. */
export type Call = {
  /** `GET /orders/*`. */
  readonly operation: string
  /** Of the replica that its connection leads to. */
  readonly zone: string
}

/** How an answer ends. All but `whole` are faults. */
export type Ending =
  | { readonly kind: 'whole' }
  /** Nothing is sent until `released` resolves; whole then. */
  | { readonly kind: 'held'; readonly released: Promise<void> }
  /** The body comes slowly, its head at once. */
  | { readonly kind: 'drip'; readonly bytesPerS: number }
  /** RST, or an end in order, after this share of the body; the head promised all of it. */
  | { readonly kind: 'reset' | 'truncated'; readonly share: number }
  /** These bytes in the place of a response, and the end of the connection. */
  | { readonly kind: 'raw'; readonly text: string }

/** What becomes of one call. */
export type Treatment = {
  /** From the end of the request's body to the answer's head. */
  readonly delayMs: number
  /** Absent: 201 with a `Location` to POST, else 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: the echo. */
  readonly body?: string
  /** Of the echo. */
  readonly bodyBytes: number
  readonly ending: Ending
}

export const whole: Ending = { kind: 'whole' }
