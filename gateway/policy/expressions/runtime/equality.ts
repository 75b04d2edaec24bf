import type { Value } from '../value.ts'
import { NetAnonymous, NetPair, NetTuple } from '../values/collection.ts'
import { compareDecimals, NetDecimal } from '../values/decimal.ts'
import { NetTypeObject } from '../values/function.ts'
import { NetGuid, NetUri } from '../values/guid.ts'
import { JToken, JValue } from '../values/json.ts'
import { NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { NetName, NetNamespace } from '../values/xml.ts'
import { isNumeric, numberOf, toDecimal } from './number.ts'
import { toText } from './text.ts'
import { typeOf } from './type-of.ts'

/** `==` where neither side is an `object`: by value for numbers, texts, dates, enumerations. */
export function equalByOperator(left: Value, right: Value): boolean {
  if (left === right) return !(left instanceof NetNumber && Number.isNaN(left.value))
  if (left === null || right === null) return false
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0
  // C# turns a text beside a name into a name.
  if (left instanceof NetName && typeof right === 'string') return left.text === right
  if (right instanceof NetName && typeof left === 'string') return right.text === left
  if (typeof left !== 'object' || typeof right !== 'object') return false
  // Tokens, lists and other classes without an operator compare by reference.
  if (left instanceof JToken || byReference.has(left.netType)) return false
  return equalObjects(left, right)
}

const byReference: ReadonlySet<string> = new Set(['array', 'anonymous', 'Tuple'])

/** `==` of two `object`s. JavaScript's texts have no identity: only empty ones are shared. */
export function equalByReference(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === '' && right === ''
  if (left === null || right === null) return left === right
  return typeof left === 'object' && left === right && !isBoxed(left)
}

function isBoxed(value: Value): boolean {
  return (
    isNumeric(value) ||
    value instanceof NetDateTime ||
    value instanceof NetTimeSpan ||
    value instanceof NetEnum ||
    value instanceof NetGuid
  )
}

/** `left.Equals(right)`: of the same type and the same value. */
export function equalByValue(left: Value, right: Value): boolean {
  if (left === right) return true
  if (left === null || right === null) return false
  if (isNumeric(left) && isNumeric(right)) {
    return typeOf(left) === typeOf(right) && numbersEqual(left, right)
  }
  if (left instanceof JValue && right instanceof JValue) {
    return left.type === right.type && equalByValue(left.value, right.value)
  }
  return typeof left === 'object' && typeof right === 'object' && equalObjects(left, right)
}

function numbersEqual(left: Value, right: Value): boolean {
  const areBothNaN = [left, right].every(
    (value) => value instanceof NetNumber && Number.isNaN(value.value),
  )
  return areBothNaN || equalByOperator(left, right)
}

function equalObjects(left: Value, right: Value): boolean {
  if (left instanceof NetEnum && right instanceof NetEnum) {
    return left.netType === right.netType && left.value === right.value
  }
  const ticks = [ticksOf(left), ticksOf(right)]
  if (ticks[0] !== undefined) return ticks[0] === ticks[1]
  if (left instanceof NetGuid && right instanceof NetGuid) return left.text === right.text
  if (left instanceof NetUri && right instanceof NetUri)
    return left.parsed.href === right.parsed.href
  if (left instanceof NetTypeObject && right instanceof NetTypeObject)
    return left.name === right.name
  if (left instanceof NetName && right instanceof NetName) return left.text === right.text
  if (left instanceof NetNamespace && right instanceof NetNamespace) return left.uri === right.uri
  if (left instanceof NetAnonymous && right instanceof NetAnonymous) {
    return areEqual([...left.members].flat(), [...right.members].flat())
  }
  if (left instanceof NetTuple && right instanceof NetTuple) {
    return areEqual(left.items, right.items)
  }
  if (left instanceof NetPair && right instanceof NetPair) {
    return equalByValue(left.key, right.key) && equalByValue(left.value, right.value)
  }
  return false
}

function areEqual(left: readonly Value[], right: readonly Value[]): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => equalByValue(item, right[index] ?? null))
  )
}

/** Of a time, for comparing; a date and an offset date compare as instants. */
export function ticksOf(value: Value): bigint | undefined {
  if (value instanceof NetDateTimeOffset) return value.utcTicks
  return value instanceof NetDateTime || value instanceof NetTimeSpan ? value.ticks : undefined
}

/** Below, at or above 0; NaN when one is no number. */
export function compareNumbers(left: Value, right: Value): number {
  if (!isNumeric(left) || !isNumeric(right)) return Number.NaN
  if (left instanceof NetDecimal || right instanceof NetDecimal) {
    return compareDecimals(toDecimal(left), toDecimal(right))
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return left < right ? -1 : left > right ? 1 : 0
  }
  // JavaScript compares bigint with number exactly.
  const [a, b] = [left, right].map((value) => (typeof value === 'bigint' ? value : numberOf(value)))
  if (a === undefined || b === undefined) return Number.NaN
  return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN
}

/** `CompareTo`, for sorting: null first, texts as people order them. */
export function compareValues(left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right)
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left instanceof JValue && right instanceof JValue)
    return compareValues(left.value, right.value)
  const ticks = [ticksOf(left), ticksOf(right)]
  if (ticks[0] !== undefined && ticks[1] !== undefined) {
    return ticks[0] < ticks[1] ? -1 : ticks[0] > ticks[1] ? 1 : 0
  }
  return compareTexts(toText(left), toText(right))
}

const collator = new Intl.Collator('en', { sensitivity: 'variant' })

/** The invariant culture's order: letters before case. */
export function compareTexts(left: string, right: string, isIgnoringCase = false): number {
  const [a, b] = isIgnoringCase ? [left.toUpperCase(), right.toUpperCase()] : [left, right]
  return collator.compare(a, b)
}

/** By UTF-16 units. */
export function compareOrdinal(left: string, right: string, isIgnoringCase = false): number {
  const [a, b] = isIgnoringCase ? [left.toUpperCase(), right.toUpperCase()] : [left, right]
  return a < b ? -1 : a > b ? 1 : 0
}

/** What a dictionary or set keeps a key by: equal keys give the same. */
export function keyOf(value: Value, isIgnoringCase = false): unknown {
  if (typeof value === 'string') return isIgnoringCase ? value.toUpperCase() : value
  if (typeof value !== 'object' || value === null) return value
  const isByValue =
    isBoxed(value) ||
    value instanceof NetDateTimeOffset ||
    value instanceof NetUri ||
    value instanceof NetName ||
    value instanceof NetNamespace ||
    value instanceof JValue
  // The mark keeps an object's key apart from every text.
  return isByValue ? `\0${value.netType}\0${toText(value)}` : value
}
