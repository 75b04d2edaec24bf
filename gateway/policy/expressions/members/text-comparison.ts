import { compareOrdinal, compareTexts } from '../runtime/equality.ts'
import { NetChar } from '../values/number.ts'
import type { Kind } from './kind.ts'
import { enumKind, text } from './kinds.ts'

/** StringComparison; odd values ignore case. */
export const comparison = enumKind('StringComparison')

const ordinal = 4

/** A text as it is compared. */
export function caseOf(value: string, how: number | undefined): string {
  return (how ?? ordinal) % 2 === 1 ? value.toUpperCase() : value
}

export function textComparer(how: number | undefined): (left: string, right: string) => number {
  const isIgnoringCase = (how ?? 0) % 2 === 1
  const isOrdinal = (how ?? 0) >= ordinal
  return (left, right) =>
    isOrdinal
      ? compareOrdinal(left, right, isIgnoringCase)
      : compareTexts(left, right, isIgnoringCase)
}

/** A text or one character, as a text. */
export const words: Kind<string> = {
  ...text,
  accepts: (value) => text.accepts(value) || value instanceof NetChar,
  from: (value) => (value instanceof NetChar ? String.fromCharCode(value.code) : text.from(value)),
}
