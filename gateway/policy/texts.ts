import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { isTrue, toNumber, toText } from './expressions/convert.ts'
import { ExpressionError } from './expressions/error.ts'
import { compileExpression, isExpression } from './expressions/expression.ts'
import type { Value } from './expressions/value.ts'
import type { Certificates } from './expressions/values/certificate.ts'
import { noteLiteral } from './literals.ts'
import type { XmlElement } from './xml/element.ts'

/** What a text of a policy may be compiled to. */
export type TextKinds = {
  readonly text: string
  readonly value: Value
  readonly condition: boolean
  readonly number: number
}

export type CompiledText<Result> = {
  readonly evaluate: (exchange: Exchange) => Result
  readonly usesRequestBody: boolean
  readonly usesResponseBody: boolean
  /** What throws when it is reached. */
  readonly warnings: readonly Problem[]
  /** What makes the text no expression at all. */
  readonly errors: readonly Problem[]
}

/** Compiles a text of an element; one that is no expression is a literal. */
export function compileText<Kind extends keyof TextKinds>(
  kind: Kind,
  source: string,
  at: XmlElement,
  certificates: Certificates,
): CompiledText<TextKinds[Kind]> {
  const convert: (value: Value) => TextKinds[Kind] = conversions[kind]
  if (!isExpression(source)) {
    const evaluate = convertedOnce(convert, source)
    return { evaluate, usesRequestBody: false, usesResponseBody: false, warnings: [], errors: [] }
  }
  try {
    const place = { document: at.document, offset: offsetOf(source, at) }
    const expression = compileExpression(source, place, certificates)
    const { evaluate, usesRequestBody, usesResponseBody, problems } = expression
    return {
      evaluate: (exchange) => convert(evaluate(exchange)),
      usesRequestBody,
      usesResponseBody,
      warnings: problems,
      errors: [],
    }
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    return notCompiled(source, error.problems)
  }
}

const conversions: { readonly [Kind in keyof TextKinds]: (value: Value) => TextKinds[Kind] } = {
  text: toText,
  value: (value) => value,
  condition: isTrue,
  number: toNumber,
}

/** A literal that does not fit throws each time it is reached, as the service does. */
function convertedOnce<Result>(convert: (value: Value) => Result, source: string): () => Result {
  try {
    const result = convert(source)
    return noteLiteral(() => result, result)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return () => convert(source)
  }
}

/** An expression with a named value that has no value here is only wrong because of that. */
function notCompiled(source: string, problems: readonly Problem[]): CompiledText<never> {
  const isIncomplete = source.includes('{{')
  return {
    evaluate: () => {
      throw new ExpressionError('InvalidProgramException', problems[0]?.what ?? 'not compiled')
    },
    usesRequestBody: false,
    usesResponseBody: false,
    warnings: isIncomplete ? problems : [],
    errors: isIncomplete ? [] : problems,
  }
}

/** Of the attribute that holds the source, else of the element's text. */
function offsetOf(source: string, at: XmlElement): number {
  return at.attributes.find(({ value }) => value === source)?.offset ?? at.textOffset
}
