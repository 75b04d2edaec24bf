import { raiseOverflow } from '../error.ts'
import type { Value } from '../value.ts'
import { decimalFromText, decimalText, NetDecimal } from '../values/decimal.ts'
import { charOf, NetChar, NetEnum, NetNumber, type NumberType } from '../values/number.ts'

/** A value that takes part in arithmetic. */
export type Numeric = number | bigint | NetNumber | NetDecimal | NetChar

export function isNumeric(value: Value): value is Numeric {
  if (typeof value === 'number' || typeof value === 'bigint') return true
  return value instanceof NetNumber || value instanceof NetDecimal || value instanceof NetChar
}

/** The nearest JavaScript number. */
export function numberOf(value: Numeric): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof NetNumber) return value.value
  return value instanceof NetChar ? value.code : Number(decimalText(value))
}

/** How C# widens operands to a common type: the higher one wins. C# 12.4.7.3. */
export const ranks = { int: 0, uint: 1, long: 2, float: 3, double: 4, decimal: 5 } as const
export type Rank = number

/** Types smaller than int take part as int. */
export function rankOf(value: Numeric): Rank {
  if (typeof value === 'number' || value instanceof NetChar) return ranks.int
  if (typeof value === 'bigint') return ranks.long
  if (value instanceof NetDecimal) return ranks.decimal
  if (value.netType === 'double') return ranks.double
  if (value.netType === 'float') return ranks.float
  return value.netType === 'uint' ? ranks.uint : ranks.int
}

/** Least and greatest values of the whole types that JavaScript numbers hold exactly. */
const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  sbyte: [-128, 127],
  byte: [0, 255],
  short: [-32_768, 32_767],
  ushort: [0, 65_535],
  char: [0, 65_535],
  int: [-2_147_483_648, 2_147_483_647],
  uint: [0, 4_294_967_295],
}

export const longMin = -9_223_372_036_854_775_808n
export const longMax = 9_223_372_036_854_775_807n

export type NumericTypeName = NumberType | 'int' | 'long' | 'decimal' | 'char'

export function isNumericTypeName(name: string): name is NumericTypeName {
  return (
    name in ranges || name === 'long' || name === 'double' || name === 'float' || name === 'decimal'
  )
}

/** A cast between number types: truncates towards zero, wraps around unless checked. */
export function castNumber(type: NumericTypeName, value: Numeric, isChecked = false): Numeric {
  if (type === 'double' || type === 'float') return floating(type, numberOf(value))
  if (type === 'decimal') return toDecimal(value)
  const whole = wholeOf(value)
  if (type === 'long') {
    if ((isChecked || value instanceof NetDecimal) && (whole < longMin || whole > longMax)) {
      raiseOverflow('an Int64')
    }
    return BigInt.asIntN(64, whole)
  }
  const [min, max] = ranges[type] ?? [0, 0]
  const isInside = whole >= BigInt(min) && whole <= BigInt(max)
  if (!isInside && (isChecked || value instanceof NetDecimal)) raiseOverflow(`a ${type}`)
  const width = BigInt(max) - BigInt(min) + 1n
  const wrapped = (((whole - BigInt(min)) % width) + width) % width
  return smallOf(type, Number(wrapped) + min)
}

/** A value of one of the types of up to 32 bits, which must hold it. */
export function smallOf(type: NumericTypeName, value: number): Numeric {
  if (type === 'int') return value
  if (type === 'char') return charOf(value)
  if (type === 'long' || type === 'decimal') return BigInt(value)
  return new NetNumber(type, value)
}

function floating(type: 'double' | 'float', value: number): NetNumber {
  return new NetNumber(type, type === 'float' ? Math.fround(value) : value)
}

export function toDecimal(value: Numeric): NetDecimal {
  if (value instanceof NetDecimal) return value
  if (typeof value === 'bigint') return new NetDecimal(value, 0)
  const number = numberOf(value)
  // A double has 15 digits that mean something; decimal takes no others.
  const isFloating =
    value instanceof NetNumber && (value.netType === 'double' || value.netType === 'float')
  const text = isFloating ? String(Number(number.toPrecision(15))) : String(number)
  return decimalFromText(text) ?? raiseOverflow('a Decimal')
}

/** Without its fraction; not a number and infinities become the least long, as on x64. */
function wholeOf(value: Numeric): bigint {
  if (typeof value === 'bigint') return value
  if (value instanceof NetDecimal) return value.units / 10n ** BigInt(value.scale)
  const number = Math.trunc(numberOf(value))
  return Number.isFinite(number) ? BigInt(number) : longMin
}

/** Of an enumeration or number, as bits; undefined for anything else. */
export function enumNumber(value: Value): number | undefined {
  if (value instanceof NetEnum) return value.value
  return typeof value === 'number' ? value : undefined
}
