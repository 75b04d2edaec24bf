import type { Parameter } from './node.ts'
import { tryType } from './parse-type.ts'
import { accept, expect, expectName, isNext, peek, type Stream } from './stream.ts'
import { fail } from './token.ts'

/** In parentheses; types may be left out, as in lambdas. */
export function parseParameters(stream: Stream): Parameter[] {
  expect(stream, '(')
  const parameters: Parameter[] = []
  while (!accept(stream, ')')) {
    if (parameters.length > 0) expect(stream, ',')
    const isBare = isNext(stream, ',', 1) || isNext(stream, ')', 1)
    const type = isBare ? undefined : tryType(stream)
    if (!isBare && type === undefined) fail(peek(stream).at, 'a parameter expected')
    parameters.push({ name: expectName(stream), type })
  }
  return parameters
}
