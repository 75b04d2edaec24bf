import type { Text } from './define-policy.ts'

const literals = new WeakMap<(exchange: never) => unknown, unknown>()

/** Notes that a compiled text is the same for every request. */
export function noteLiteral<Evaluate extends (exchange: never) => unknown>(
  evaluate: Evaluate,
  value: ReturnType<Evaluate>,
): Evaluate {
  literals.set(evaluate, value)
  return evaluate
}

/** What a compiled text always is; undefined when it is an expression. For work done at load. */
export function literalOf(text: Text): string | undefined {
  const value = literals.get(text)
  return typeof value === 'string' ? value : undefined
}

/** True when none of these compiled texts depends on the request. */
export function areLiteral(texts: readonly ((exchange: never) => unknown)[]): boolean {
  return texts.every((text) => literals.has(text))
}
