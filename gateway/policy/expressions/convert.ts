import { raise } from './error.ts'
import { isNumeric, numberOf } from './runtime/number.ts'
import { parseNumber } from './runtime/number-parse.ts'
import { toText } from './runtime/text.ts'
import { fullNameOf } from './runtime/type-of.ts'
import type { Value } from './value.ts'
import { JValue } from './values/json.ts'

export { toText } from './runtime/text.ts'

/** What a policy takes for true: a bool, or a text that says so in any case. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value
  if (value instanceof JValue) return isTrue(value.value)
  const text = toText(value).trim().toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  return raise(
    'FormatException',
    `String '${toText(value)}' was not recognized as a valid Boolean.`,
  )
}

/** What a policy takes for a number: one, or a text that is one. */
export function toNumber(value: Value): number {
  if (isNumeric(value)) return numberOf(value)
  if (value instanceof JValue) return toNumber(value.value)
  return numberOf(parseNumber('double', toText(value)))
}

/** A literal of a document as a value: it is a text. */
export function fromText(text: string): Value {
  return text
}

/** The value's .NET type: `System.Int32`. */
export function typeNameOf(value: Value): string {
  return value === null ? 'null' : fullNameOf(value)
}
