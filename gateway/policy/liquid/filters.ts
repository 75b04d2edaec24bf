import { raise } from '../expressions/error.ts'
import { dateText } from '../expressions/runtime/date-format.ts'
import { parseDate } from '../expressions/runtime/date-parse.ts'
import { NetDateTime, ticksOfUnixMs } from '../expressions/values/time.ts'
import { LiquidDate } from './liquid-value.ts'

export type LiquidFilter = (input: unknown, ...given: unknown[]) => unknown

/**
 * The filters of DotLiquid with its C# names, as far as the service has them.
 * Source: APIM, set-body policy (supported Liquid filters); DotLiquid, StandardFilters.
 */
export const liquidFilters: Readonly<Record<string, LiquidFilter>> = {
  Abs: (input) => Math.abs(numberOf(input)),
  Append: (input, tail) => textOf(input) + textOf(tail),
  AtLeast: (input, bound) => Math.max(numberOf(input), numberOf(bound)),
  AtMost: (input, bound) => Math.min(numberOf(input), numberOf(bound)),
  Capitalize: (input) => titleCase(textOf(input)),
  Compact: (input) => listOf(input).filter((item) => item !== null && item !== undefined),
  Currency: (input, culture) => currencyText(input, textOf(culture)),
  Default: (input, fallback) => (isBlank(input) ? fallback : input),
  DividedBy: (input, by) => divided(numberOf(input), numberOf(by)),
  Downcase: (input) => textOf(input).toLowerCase(),
  Escape: (input) => escaped(textOf(input)),
  First: (input) => listOf(input)[0],
  H: (input) => escaped(textOf(input)),
  Join: (input, glue = ' ') => listOf(input).map(textOf).join(textOf(glue)),
  Last: (input) => listOf(input).at(-1),
  Lstrip: (input) => textOf(input).trimStart(),
  Map: (input, name) => listOf(input).map((item) => memberOf(item, textOf(name))),
  Minus: (input, other) => exact(numberOf(input) - numberOf(other)),
  Modulo: (input, by) => remainder(numberOf(input), numberOf(by)),
  NewlineToBr: (input) => textOf(input).replace(/\r?\n/g, '<br />\n'),
  // A text is added to, even one of digits.
  Plus: (input, other) =>
    typeof input === 'string' ? input + textOf(other) : exact(numberOf(input) + numberOf(other)),
  Prepend: (input, head) => textOf(head) + textOf(input),
  Remove: (input, piece) => replaced(input, piece, ''),
  RemoveFirst: (input, piece) => textOf(input).replace(textOf(piece), ''),
  Replace: (input, piece, by = '') => replaced(input, piece, by),
  ReplaceFirst: (input, piece, by = '') => textOf(input).replace(textOf(piece), () => textOf(by)),
  Round: (input, places = 0) => rounded(numberOf(input), numberOf(places)),
  Rstrip: (input) => textOf(input).trimEnd(),
  Size: (input) => (typeof input === 'string' ? input.length : listOf(input).length),
  Slice: (input, start, length = 1) => sliced(input, numberOf(start), numberOf(length)),
  Sort: (input, name) => sorted(listOf(input), name),
  Split: (input, by) => (textOf(input) === '' ? [] : textOf(input).split(textOf(by))),
  Strip: (input) => textOf(input).trim(),
  StripHtml: (input) => withoutTags(textOf(input)),
  StripNewlines: (input) => textOf(input).replace(/\r?\n/g, ''),
  Times: (input, by) => exact(numberOf(input) * numberOf(by)),
  Truncate: (input, length = 50, tail = '...') =>
    truncated(textOf(input), numberOf(length), textOf(tail)),
  TruncateWords: (input, count = 15, tail = '...') =>
    truncatedWords(textOf(input), numberOf(count), textOf(tail)),
  Uniq: (input) => [...new Set(listOf(input))],
  Upcase: (input) => textOf(input).toUpperCase(),
  UrlDecode: (input) => urlDecoded(textOf(input)),
  UrlEncode: (input) => urlEncoded(textOf(input)),
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? value.map(textOf).join('') : String(value)
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return value === null || value === undefined ? [] : [value]
}

function numberOf(value: unknown): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(number)) raise('FormatException', 'Input string was not in a correct format.')
  return number
}

/** Decimals add up without the noise of binary fractions: .NET prints 15 digits of them. */
function exact(value: number): number {
  return Number(value.toPrecision(15))
}

/** Whole numbers stay whole; that one was written 2.0 is not known any more. */
function divided(value: number, by: number): number {
  const isWhole = Number.isInteger(value) && Number.isInteger(by)
  if (isWhole && by === 0) raise('DivideByZeroException', 'Attempted to divide by zero.')
  return isWhole ? Math.trunc(value / by) : exact(value / by)
}

function remainder(value: number, by: number): number {
  if (by === 0) raise('DivideByZeroException', 'Attempted to divide by zero.')
  return exact(value % by)
}

/** Halves go to the even neighbour, as Math.Round has it. */
function rounded(value: number, places: number): number {
  const scale = 10 ** Math.min(Math.max(Math.trunc(places), 0), 15)
  const [scaled, floor] = [exact(value * scale), Math.floor(exact(value * scale))]
  const isHalf = scaled - floor === 0.5
  return (isHalf ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled)) / scale
}

function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return true
  return Array.isArray(value) && value.length === 0
}

/** The first letter of each word; words all in capitals stay. Source: .NET, TextInfo.ToTitleCase. */
function titleCase(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}']*/gu, (word) =>
    word.length > 1 && word === word.toUpperCase()
      ? word
      : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  )
}

/** The filter `Date`: formats as .NET; what is no date stays. `now` is the gateway's time. */
export function dateFiltered(input: unknown, format: unknown, unixMs: () => number): unknown {
  const date = dateIn(input, unixMs)
  return date === undefined || textOf(format) === '' ? input : dateText(date, textOf(format))
}

function dateIn(input: unknown, unixMs: () => number): NetDateTime | undefined {
  if (input instanceof LiquidDate) return LiquidDate.dateOf(input)
  if (typeof input !== 'string') return undefined
  const isNow = /^(?:now|today)$/i.test(input.trim())
  return isNow ? new NetDateTime(ticksOfUnixMs(unixMs()), 'Local') : parseDate(input)
}

const currencies: Readonly<Record<string, string>> = {
  'en-US': 'USD',
  'en-GB': 'GBP',
  'de-DE': 'EUR',
  'es-ES': 'EUR',
  'fr-FR': 'EUR',
  'it-IT': 'EUR',
  'nl-NL': 'EUR',
  'ja-JP': 'JPY',
  'da-DK': 'DKK',
  'sv-SE': 'SEK',
  'de-CH': 'CHF',
}

function currencyText(input: unknown, culture: string): unknown {
  const number = Number(input)
  if (Number.isNaN(number) || textOf(input) === '') return input
  const locale = culture === '' ? 'en-US' : culture
  const currency = currencies[locale]
  if (currency === undefined) raise('CultureNotFoundException', `Culture ${locale} is not known.`)
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(number)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

function replaced(input: unknown, piece: unknown, by: unknown): string {
  const sought = textOf(piece)
  return sought === '' ? textOf(input) : textOf(input).replaceAll(sought, () => textOf(by))
}

function memberOf(item: unknown, name: string): unknown {
  return typeof item === 'object' && item !== null && Object.hasOwn(item, name)
    ? Reflect.get(item, name)
    : undefined
}

function sorted(items: readonly unknown[], name: unknown): unknown[] {
  const key = (item: unknown) => (name === undefined ? item : memberOf(item, textOf(name)))
  return items.toSorted((one, other) => compared(key(one), key(other)))
}

function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  const [left, right] = [textOf(one), textOf(other)]
  return left < right ? -1 : left > right ? 1 : 0
}

function sliced(input: unknown, start: number, length: number): unknown {
  const whole = Array.isArray(input) ? input : textOf(input)
  const from = start < 0 ? Math.max(whole.length + start, 0) : start
  return whole.slice(from, from + Math.max(length, 0))
}

// One pass over the text, whatever stands in it.
function withoutTags(text: string): string {
  const parts = text.split('<')
  return parts
    .map((part, index) => (index === 0 || !part.includes('>') ? part : afterTag(part)))
    .join('')
}

function afterTag(part: string): string {
  return part.slice(part.indexOf('>') + 1)
}

function truncated(text: string, length: number, tail: string): string {
  return text.length <= length ? text : text.slice(0, Math.max(length - tail.length, 0)) + tail
}

function truncatedWords(text: string, count: number, tail: string): string {
  const words = text.split(' ')
  const kept = Math.max(Math.trunc(count), 1)
  return words.length <= kept ? text : words.slice(0, kept).join(' ') + tail
}

/** Source: .NET, WebUtility.UrlEncode. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, '+')
    .replace(/[~']/g, (character) => (character === '~' ? '%7E' : '%27'))
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return text
  }
}
