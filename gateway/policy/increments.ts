import type { Exchange } from '../pipeline/exchange.ts'
import { flagText, isExpression, wholeNumberText } from './attributes.ts'
import type { PolicyLoad } from './define-policy.ts'
import { ExpressionError } from './expressions/error.ts'

/** The attributes of limits by key that say whether, and by how much, a call counts. */
export const incrementAttributes = {
  'increment-condition': flagText.default('true'),
  'increment-count': wholeNumberText.default('1'),
} as const

export type Increments = {
  /**
   * True when one of the two is an expression, or the policy says so: what counts may depend on
   * the response, so the call is counted at the end, and the limit is felt one call late. Source:
   * APIM, rate-limit-by-key.
   */
  readonly areLate: boolean
  /** By how much this call counts; 0 when it does not. */
  countOf(exchange: Exchange): number
  /** Counts when the response is known. */
  later(exchange: Exchange, count: (calls: number) => void): void
}

export function incrementsOf(
  attributes: {
    readonly 'increment-condition': string
    readonly 'increment-count': string
    readonly 'increment-after-response'?: boolean
  },
  load: PolicyLoad,
): Increments {
  const { 'increment-condition': condition, 'increment-count': count } = attributes
  const { 'increment-after-response': isAfterResponse = false } = attributes
  const counts = load.condition(condition)
  const callsOf = load.number(count)
  const countOf = (exchange: Exchange) =>
    counts(exchange) ? Math.max(0, Math.trunc(callsOf(exchange))) : 0
  return {
    areLate: isAfterResponse || isExpression(condition) || isExpression(count),
    countOf,
    later(exchange, add) {
      exchange.beforeSend.push(() => {
        try {
          add(countOf(exchange))
        } catch (error) {
          // The response is made: an expression that cannot say counts nothing.
          if (!(error instanceof ExpressionError)) throw error
          exchange.trace(load.element.name, `increment: ${error.message}`)
        }
      })
    },
  }
}
