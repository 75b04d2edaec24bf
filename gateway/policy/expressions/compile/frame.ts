import type { Exchange } from '../../../pipeline/exchange.ts'
import type { Value } from '../value.ts'
import type { ContextView } from '../values/exchange.ts'

/** The variables of one call of one function. */
export type Frame = {
  readonly slots: Value[]
  /** Of the function around it; undefined for the expression itself. */
  readonly outer: Frame | undefined
  readonly context: ContextView
  readonly exchange: Exchange
  /** What `return` left. */
  result: Value
  /** What the innermost `catch` caught, for a bare `throw`. */
  error: Error | undefined
}

export type Run = (frame: Frame) => Value

/** Compiled code of an expression; `type` is its static type where that is known. */
export type Code = { readonly run: Run; readonly type: string | undefined }

/** How a statement ended. */
export const ended = { normally: 0, byBreak: 1, byContinue: 2, byReturn: 3 } as const
export type Ended = (typeof ended)[keyof typeof ended]

export type RunStatement = (frame: Frame) => Ended
