import { spendSize } from '../budget.ts'
import { raise, raiseRange } from '../error.ts'
import { lowerCase, upperCase } from '../runtime/case.ts'
import { compareOrdinal, compareTexts } from '../runtime/equality.ts'
import { formatText } from '../runtime/format.ts'
import { itemsOf } from '../runtime/iterate.ts'
import { toText } from '../runtime/text.ts'
import type { Value } from '../value.ts'
import { NetArray } from '../values/collection.ts'
import { defineType } from './define.ts'
import { type Kind, optional, rest } from './kind.ts'
import { any, array, bool, char, int, sequence, text, textOrNull, texts } from './kinds.ts'
import { splitOptions, splitText, trimmed } from './string-parts.ts'
import { caseOf, comparison, textComparer, words } from './text-comparison.ts'

const noText: Kind<undefined> = {
  name: 'null',
  accepts: (value) => value === null,
  from: () => undefined,
  to: () => null,
}

export const stringType = defineType('string', text)
  .value('Empty', text, () => '')
  .property('Length', int, (self) => self.length)
  .indexer([int], char, (self, [index]) => codeAt(self, index))
  .method('Contains', [char, optional(comparison)], bool, (self, [code, how]) =>
    caseOf(self, how).includes(caseOf(String.fromCharCode(code), how)),
  )
  .method('Contains', [text, optional(comparison)], bool, (self, [part, how]) =>
    caseOf(self, how).includes(caseOf(part, how)),
  )
  .method('StartsWith', [words, optional(comparison)], bool, (self, [part, how]) =>
    caseOf(self, how).startsWith(caseOf(part, how)),
  )
  .method('EndsWith', [words, optional(comparison)], bool, (self, [part, how]) =>
    caseOf(self, how).endsWith(caseOf(part, how)),
  )
  .method('Equals', [textOrNull], bool, (self, [other]) => self === other)
  .method(
    'Equals',
    [textOrNull, comparison],
    bool,
    (self, [other, how]) => other !== undefined && caseOf(self, how) === caseOf(other, how),
  )
  .method('IndexOf', [words, optional(int), optional(int)], int, (self, [part, start, count]) =>
    indexOf(self, part, start ?? 0, count),
  )
  .method('IndexOf', [words, comparison], int, (self, [part, how]) =>
    caseOf(self, how).indexOf(caseOf(part, how)),
  )
  .method('IndexOfAny', [sequence], int, (self, [codes]) =>
    [...self].findIndex((letter) => codes.map(char.from).includes(letter.charCodeAt(0))),
  )
  .method('LastIndexOf', [words, optional(int)], int, (self, [part, start]) =>
    self.lastIndexOf(part, start),
  )
  .method('LastIndexOf', [words, comparison], int, (self, [part, how]) =>
    caseOf(self, how).lastIndexOf(caseOf(part, how)),
  )
  .method('Substring', [int, optional(int)], text, (self, [start, length]) =>
    substring(self, start, length),
  )
  .method('Replace', [char, char], text, (self, [from, to]) =>
    self.replaceAll(String.fromCharCode(from), () => String.fromCharCode(to)),
  )
  .method('Replace', [text, textOrNull], text, (self, [from, to]) => replace(self, from, to ?? ''))
  .method('Replace', [text, textOrNull, comparison], text, (self, [from, to, how]) =>
    replaceBy(self, from, to ?? '', how),
  )
  .method('Remove', [int, optional(int)], text, (self, [start, count]) => {
    if (start < 0 || start > self.length) raiseRange('startIndex')
    if (count !== undefined && (count < 0 || start + count > self.length)) raiseRange('count')
    return self.slice(0, start) + (count === undefined ? '' : self.slice(start + count))
  })
  .method('Insert', [int, text], text, (self, [at, part]) => {
    if (at < 0 || at > self.length) raiseRange('startIndex')
    return self.slice(0, at) + part + self.slice(at)
  })
  .method('PadLeft', [int, optional(char)], text, (self, [width, code]) => {
    spendSize(width)
    return self.padStart(width, code === undefined ? ' ' : String.fromCharCode(code))
  })
  .method('PadRight', [int, optional(char)], text, (self, [width, code]) => {
    spendSize(width)
    return self.padEnd(width, code === undefined ? ' ' : String.fromCharCode(code))
  })
  // Of `(char[])null`: white space separates, as where nothing is given.
  .method('Split', [noText], texts, (self) => splitText(self, []))
  .method('Split', [rest(char)], texts, (self, [codes]) => splitText(self, codes.map(letterOf)))
  .method('Split', [char, int], texts, (self, [code, count]) =>
    splitText(self, [letterOf(code)], 0, count),
  )
  .method('Split', [char, splitOptions], texts, (self, [code, how]) =>
    splitText(self, [letterOf(code)], how),
  )
  .method('Split', [char, int, splitOptions], texts, (self, [code, count, how]) =>
    splitText(self, [letterOf(code)], how, count),
  )
  .method('Split', [text, optional(splitOptions)], texts, (self, [separator, how]) =>
    splitText(self, [separator], how),
  )
  .method('Split', [text, int, optional(splitOptions)], texts, (self, [separator, count, how]) =>
    splitText(self, [separator], how, count),
  )
  .method('Split', [sequence, optional(splitOptions)], texts, (self, [separators, how]) =>
    splitText(self, separators.map(toText), how),
  )
  .method('Split', [sequence, int, optional(splitOptions)], texts, (self, [parts, count, how]) =>
    splitText(self, parts.map(toText), how, count),
  )
  .method('Trim', [rest(char)], text, (self, [codes]) => trimmed(self, codes, true, true))
  .method('TrimStart', [rest(char)], text, (self, [codes]) => trimmed(self, codes, true, false))
  .method('TrimEnd', [rest(char)], text, (self, [codes]) => trimmed(self, codes, false, true))
  .method('ToLower', [optional(any)], text, lowerCase)
  .method('ToLowerInvariant', [], text, lowerCase)
  .method('ToUpper', [optional(any)], text, upperCase)
  .method('ToUpperInvariant', [], text, upperCase)
  .method('ToCharArray', [], array, (self) => itemsOf(self))
  .method('CompareTo', [textOrNull], int, (self, [other]) => compareTexts(self, other ?? ''))
  .method('Normalize', [], text, (self) => self.normalize())
  .create([char, int], ([code, count]) => {
    spendSize(count)
    return count < 0 ? raiseRange('count') : letterOf(code).repeat(count)
  })
  .create([sequence], ([codes]) => codes.map(toText).join(''))
  .create([sequence, int, int], ([codes, start, count]) =>
    codes
      .slice(start, start + count)
      .map(toText)
      .join(''),
  )
  .static('IsNullOrEmpty', [textOrNull], bool, ([value]) => value === undefined || value === '')
  .static(
    'IsNullOrWhiteSpace',
    [textOrNull],
    bool,
    ([value]) => value === undefined || value.trim() === '',
  )
  .static('Equals', [textOrNull, textOrNull, optional(comparison)], bool, ([left, right, how]) =>
    left === undefined || right === undefined
      ? left === right
      : caseOf(left, how) === caseOf(right, how),
  )
  .static('Compare', [textOrNull, textOrNull, optional(comparison)], int, ([left, right, how]) =>
    textComparer(how)(left ?? '', right ?? ''),
  )
  .static('Compare', [textOrNull, textOrNull, bool], int, ([left, right, isIgnoringCase]) =>
    compareTexts(left ?? '', right ?? '', isIgnoringCase),
  )
  .static('CompareOrdinal', [textOrNull, textOrNull], int, ([left, right]) =>
    compareOrdinal(left ?? '', right ?? ''),
  )
  .static('Concat', [rest(any)], text, ([parts]) => joined('', parts.flatMap(flat)))
  .static('Join', [words, rest(any)], text, ([separator, parts]) =>
    joined(separator, parts.flatMap(flat)),
  )
  .static('Format', [text, rest(any)], text, ([format, args]) => formatText(format, args))
  .static('Format', [any, text, rest(any)], text, ([, format, args]) => formatText(format, args))
  .static('Copy', [text], text, ([value]) => value)

function codeAt(self: string, index: number): number {
  if (index < 0 || index >= self.length) {
    raise('IndexOutOfRangeException', 'Index was outside the bounds of the array.')
  }
  return self.charCodeAt(index)
}

function letterOf(code: number): string {
  return String.fromCharCode(code)
}

function indexOf(self: string, part: string, start: number, count?: number): number {
  if (start < 0 || start > self.length) raiseRange('startIndex')
  const found = self.indexOf(part, start)
  return count !== undefined && found + part.length > start + count ? -1 : found
}

function substring(self: string, start: number, length?: number): string {
  if (start < 0)
    raise(
      'ArgumentOutOfRangeException',
      "StartIndex cannot be less than zero. (Parameter 'startIndex')",
    )
  if (start > self.length) {
    raise(
      'ArgumentOutOfRangeException',
      "startIndex cannot be larger than length of string. (Parameter 'startIndex')",
    )
  }
  if (length === undefined) return self.slice(start)
  if (length < 0)
    raise('ArgumentOutOfRangeException', "Length cannot be less than zero. (Parameter 'length')")
  if (start + length > self.length) {
    raise(
      'ArgumentOutOfRangeException',
      "Index and length must refer to a location within the string. (Parameter 'length')",
    )
  }
  return self.slice(start, start + length)
}

function replace(self: string, from: string, to: string): string {
  if (from === '')
    raise('ArgumentException', "String cannot be of zero length. (Parameter 'oldValue')")
  const parts = self.split(from)
  spendSize(self.length + (parts.length - 1) * to.length)
  return parts.join(to)
}

function replaceBy(self: string, from: string, to: string, how: number): string {
  const [where, part] = [caseOf(self, how), caseOf(from, how)]
  if (part === '')
    raise('ArgumentException', "String cannot be of zero length. (Parameter 'oldValue')")
  let result = ''
  let start = 0
  for (let at = where.indexOf(part); at >= 0; at = where.indexOf(part, start)) {
    result += self.slice(start, at) + to
    start = at + part.length
    spendSize(to.length)
  }
  return result + self.slice(start)
}

/** One sequence among the arguments stands for its items; a text does not. */
function flat(value: Value): readonly Value[] {
  return value instanceof NetArray || (typeof value === 'object' && sequence.accepts(value))
    ? itemsOf(value)
    : [value]
}

function joined(separator: string, parts: readonly Value[]): string {
  const written = parts.map(toText)
  spendSize(written.reduce((size, part) => size + part.length + separator.length, 0))
  return written.join(separator)
}

export const charType = defineType('char', char)
  .method('CompareTo', [char], int, (self, [other]) => self - other)
  .static('IsDigit', [char], bool, ([code]) => /\p{Nd}/u.test(letterOf(code)))
  .static('IsNumber', [char], bool, ([code]) => /\p{N}/u.test(letterOf(code)))
  .static('IsLetter', [char], bool, ([code]) => /\p{L}/u.test(letterOf(code)))
  .static('IsLetterOrDigit', [char], bool, ([code]) => /[\p{L}\p{Nd}]/u.test(letterOf(code)))
  .static('IsWhiteSpace', [char], bool, ([code]) => /\s/.test(letterOf(code)))
  .static('IsUpper', [char], bool, ([code]) => /\p{Lu}/u.test(letterOf(code)))
  .static('IsLower', [char], bool, ([code]) => /\p{Ll}/u.test(letterOf(code)))
  .static('IsPunctuation', [char], bool, ([code]) => /\p{P}/u.test(letterOf(code)))
  .static('ToUpper', [char], char, ([code]) => upperCase(letterOf(code)).charCodeAt(0))
  .static('ToUpperInvariant', [char], char, ([code]) => upperCase(letterOf(code)).charCodeAt(0))
  .static('ToLower', [char], char, ([code]) => lowerCase(letterOf(code)).charCodeAt(0))
  .static('ToLowerInvariant', [char], char, ([code]) => lowerCase(letterOf(code)).charCodeAt(0))
  .static('ToString', [char], text, ([code]) => letterOf(code))
  .static('GetNumericValue', [char], int, ([code]) => (/\d/.test(letterOf(code)) ? code - 48 : -1))
  .static('Parse', [text], char, ([value]) => value.charCodeAt(0))
