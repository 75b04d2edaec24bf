import { spendSize } from '../budget.ts'
import { raise, raiseOverflow } from '../error.ts'
import type { Value } from '../value.ts'
import { decimalArithmetic } from '../values/decimal.ts'
import { NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { NetNamespace } from '../values/xml.ts'
import { compareNumbers, ticksOf } from './equality.ts'
import {
  castNumber,
  isNumeric,
  longMax,
  longMin,
  type Numeric,
  numberOf,
  type Rank,
  rankOf,
  ranks,
  toDecimal,
} from './number.ts'
import { toText } from './text.ts'
import { fullNameOf } from './type-of.ts'
import { nameIn } from './xml-content.ts'

/** `left + right`: also of texts, dates and lambdas' results. */
export function add(left: Value, right: Value, isChecked: boolean): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    return intResult(left + right, isChecked)
  }
  if (left instanceof NetNamespace && typeof right === 'string') return nameIn(left, right)
  if (typeof left === 'string' || typeof right === 'string') {
    const text = toText(left) + toText(right)
    spendSize(text.length)
    return text
  }
  return arithmetic('+', left, right, isChecked)
}

/** `+ - * / %` after C#'s promotions. Null on either side gives null, as with nullable numbers. */
export function arithmetic(operator: string, left: Value, right: Value, isChecked: boolean): Value {
  if (isNumeric(left) && isNumeric(right)) return numeric(operator, left, right, isChecked)
  if (left === null || right === null) return null
  return timeArithmetic(operator, left, right) ?? noOperator(operator, left, right)
}

function noOperator(operator: string, left: Value, right: Value): never {
  raise(
    'CompilationException',
    `Operator '${operator}' cannot be applied to operands of type '${fullNameOf(left)}' and '${fullNameOf(right)}'`,
  )
}

function numeric(operator: string, left: Numeric, right: Numeric, isChecked: boolean): Value {
  const rank = commonRank(left, right)
  if (rank === ranks.decimal) {
    return decimalArithmetic(operator, toDecimal(left), toDecimal(right)) ?? null
  }
  if (rank >= ranks.float) {
    const value = floating(operator, numberOf(left), numberOf(right))
    return rank === ranks.float
      ? new NetNumber('float', Math.fround(value))
      : new NetNumber('double', value)
  }
  if (rank === ranks.long) return longResult(whole(operator, big(left), big(right)), isChecked)
  if (rank === ranks.uint) {
    const value = whole(operator, big(left), big(right))
    return castNumber('uint', value, isChecked)
  }
  return intArithmetic(operator, numberOf(left), numberOf(right), isChecked)
}

/** int with uint is long. */
function commonRank(left: Numeric, right: Numeric): Rank {
  const [a, b] = [rankOf(left), rankOf(right)]
  const isMixed = (a === ranks.uint && b === ranks.int) || (a === ranks.int && b === ranks.uint)
  const isUnsigned = numberOf(left) >= 0 && numberOf(right) >= 0
  if (isMixed) return isUnsigned ? ranks.uint : ranks.long
  return Math.max(a, b)
}

function big(value: Numeric): bigint {
  const cast = castNumber('long', value)
  return typeof cast === 'bigint' ? cast : 0n
}

function intArithmetic(operator: string, a: number, b: number, isChecked: boolean): number {
  if (operator === '+') return intResult(a + b, isChecked)
  if (operator === '-') return intResult(a - b, isChecked)
  if (operator === '*') {
    // Beyond 2^53 only the bits of the exact product count.
    return isChecked ? intResult(a * b, true) : Math.imul(a, b)
  }
  if (b === 0) raise('DivideByZeroException', 'Attempted to divide by zero.')
  return operator === '/' ? intResult(Math.trunc(a / b), true) : (a % b) + 0
}

function intResult(value: number, isChecked: boolean): number {
  const wrapped = value | 0
  if (isChecked && wrapped !== value) raiseOverflow('an Int32')
  return wrapped
}

function whole(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  if (b === 0n) raise('DivideByZeroException', 'Attempted to divide by zero.')
  return operator === '/' ? a / b : a % b
}

function longResult(value: bigint, isChecked: boolean): bigint {
  if (isChecked && (value < longMin || value > longMax)) raiseOverflow('an Int64')
  return BigInt.asIntN(64, value)
}

function floating(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  return operator === '/' ? a / b : a % b
}

function timeArithmetic(operator: string, left: Value, right: Value): Value | undefined {
  const sign = operator === '-' ? -1n : 1n
  if (operator !== '+' && operator !== '-') return undefined
  if (right instanceof NetTimeSpan) {
    const ticks = sign * right.ticks
    if (left instanceof NetDateTime) return new NetDateTime(left.ticks + ticks, left.kind)
    if (left instanceof NetDateTimeOffset) {
      return new NetDateTimeOffset(left.ticks + ticks, left.offsetTicks)
    }
    if (left instanceof NetTimeSpan) return new NetTimeSpan(left.ticks + ticks)
  }
  const [from, to] = [ticksOf(left), ticksOf(right)]
  if (operator === '+' || from === undefined || to === undefined) return undefined
  return new NetTimeSpan(from - to)
}

/** `< > <= >=`; false when a side is null or no number. */
export function compare(operator: string, left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(operator, left - right)
  if (left === null || right === null) return false
  if (isNumeric(left) && isNumeric(right)) return holds(operator, compareNumbers(left, right))
  const [a, b] = [ticksOf(left), ticksOf(right)]
  if (a === undefined || b === undefined) return noOperator(operator, left, right)
  return holds(operator, a < b ? -1 : a > b ? 1 : 0)
}

function holds(operator: string, order: number): boolean {
  if (operator === '<') return order < 0
  if (operator === '>') return order > 0
  return operator === '<=' ? order <= 0 : order >= 0
}

/** `& | ^ << >>` of whole numbers, booleans and flags. */
export function bitwise(operator: string, left: Value, right: Value): Value {
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (operator === '&') return left && right
    return operator === '|' ? left || right : left !== right
  }
  if (left instanceof NetEnum && right instanceof NetEnum) {
    const value = bits(operator, left.value, right.value)
    return new NetEnum(left.netType, `${left.name}, ${right.name}`, value)
  }
  if (!isNumeric(left) || !isNumeric(right)) return noOperator(operator, left, right)
  if (operator === '<<' || operator === '>>') return shift(operator, left, numberOf(right))
  const isLong = typeof left === 'bigint' || typeof right === 'bigint'
  if (isLong) return BigInt.asIntN(64, bigBits(operator, big(left), big(right)))
  return bits(operator, numberOf(left), numberOf(right))
}

function shift(operator: string, left: Numeric, count: number): Value {
  if (typeof left === 'bigint') {
    const by = BigInt(count & 63)
    return BigInt.asIntN(64, operator === '<<' ? left << by : left >> by)
  }
  return operator === '<<' ? numberOf(left) << count : numberOf(left) >> count
}

function bits(operator: string, a: number, b: number): number {
  if (operator === '&') return a & b
  return operator === '|' ? a | b : a ^ b
}

function bigBits(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '&') return a & b
  return operator === '|' ? a | b : a ^ b
}

/** `-x +x ~x` of a number. */
export function unary(operator: string, value: Value, isChecked: boolean): Value {
  if (value === null) return null
  if (typeof value === 'boolean' && operator === '!') return !value
  if (value instanceof NetTimeSpan && operator === '-') return new NetTimeSpan(-value.ticks)
  if (!isNumeric(value) || operator === '!') return noOperator(operator, value, value)
  if (operator === '-') return negative(value, isChecked)
  if (operator === '+') return arithmetic('+', value, 0, isChecked)
  return typeof value === 'bigint' ? ~value : ~numberOf(value)
}

function negative(value: Numeric, isChecked: boolean): Value {
  // 0 - 0.0 would lose the sign of a floating zero.
  if (value instanceof NetNumber && rankOf(value) >= ranks.float) {
    return new NetNumber(value.netType, -value.value)
  }
  return arithmetic('-', 0, value, isChecked)
}
