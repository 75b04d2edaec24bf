import { raiseFormat } from '../error.ts'
import { decimalText, NetDecimal, roundDecimal } from '../values/decimal.ts'
import type { NetNumber } from '../values/number.ts'
import { castNumber, type Numeric, numberOf, rankOf, ranks, toDecimal } from './number.ts'
import { customNumber, type Digits } from './number-custom.ts'

/** The shortest digits that read back the same, as .NET since Core 3.0 prints them. */
export function doubleText({ netType, value }: NetNumber): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15)
    return Object.is(value, -0) ? '-0' : `${value}`
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  const digits = netType === 'float' ? floatDigits(value) : value
  return general(digits.toExponential())
}

function floatDigits(value: number): number {
  for (let precision = 1; precision < 9; precision += 1) {
    const shorter = Number(value.toPrecision(precision))
    if (Math.fround(shorter) === value) return shorter
  }
  return value
}

/** .NET turns to exponents at 1E+15 and at 1E-05. */
function general(exponential: string, highest = 15): string {
  const [, sign = '', first = '', rest = '', power = '0'] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential) ?? []
  const exponent = Number(power)
  const digits = first + rest
  if (exponent >= highest || exponent <= -5) {
    const mantissa = rest === '' ? first : `${first}.${rest}`
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}E${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0')
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

/** More digits than .NET's types have are never meant. */
const precisionMax = 999

/** `ToString(format)` of a number, invariant. Source: .NET, standard and custom numeric formats. */
export function formatNumber(value: Numeric, format: string): string {
  if (format === '') return plainText(value)
  const standard = /^([a-zA-Z])(\d{0,3})$/.exec(format)
  if (standard === null) return customNumber(value, format, inDigits)
  const [, letter = '', digits = ''] = standard
  const precision = digits === '' ? undefined : Math.min(Number(digits), precisionMax)
  const formatted = standardNumber(value, letter, precision)
  return formatted ?? raiseFormat('Format specifier was invalid.')
}

function plainText(value: Numeric): string {
  if (value instanceof NetDecimal) return decimalText(value)
  if (typeof value === 'object' && 'value' in value) return doubleText(value)
  return String(numberOf(value))
}

function standardNumber(
  value: Numeric,
  letter: string,
  precision: number | undefined,
): string | undefined {
  const isWhole = rankOf(value) < ranks.float
  switch (letter.toUpperCase()) {
    case 'D':
      return isWhole ? padded(String(wholeBig(value)), precision ?? 0) : undefined
    case 'X':
      return isWhole ? hexadecimal(value, letter, precision ?? 0) : undefined
    case 'F':
      return fixed(value, precision ?? 2)
    case 'N':
      return grouped(fixed(value, precision ?? 2))
    case 'C':
      return `¤${grouped(fixed(value, precision ?? 2))}`
    case 'P':
      return `${grouped(fixed(hundredfold(value), precision ?? 2))} %`
    case 'E':
      return exponential(value, letter, precision ?? 6)
    case 'G':
      return precision === undefined || precision === 0
        ? plainText(value)
        : rounded(value, precision)
    case 'R':
      return plainText(value)
    default:
      return undefined
  }
}

function wholeBig(value: Numeric): bigint {
  const long = castNumber('long', value)
  return typeof long === 'bigint' ? long : 0n
}

function padded(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width, '0')}` : text.padStart(width, '0')
}

function hexadecimal(value: Numeric, letter: string, width: number): string {
  const bits = typeof value === 'bigint' ? 64 : bitsOf(value)
  const text = BigInt.asUintN(bits, wholeBig(value)).toString(16).padStart(width, '0')
  return letter === 'X' ? text.toUpperCase() : text
}

function bitsOf(value: Numeric): number {
  if (typeof value !== 'object' || !('netType' in value)) return 32
  const sizes: Readonly<Record<string, number>> = { byte: 8, sbyte: 8, short: 16, ushort: 16 }
  return sizes[value.netType] ?? 32
}

function fixed(value: Numeric, digits: number): string {
  const number = numberOf(value)
  const isFloating = rankOf(value) === ranks.double || rankOf(value) === ranks.float
  if (isFloating && (!Number.isFinite(number) || Math.abs(number) >= 1e15)) {
    return Number.isFinite(number) ? number.toFixed(Math.min(digits, 100)) : plainText(value)
  }
  const decimal = isFloating ? exactDecimal(number) : toDecimal(value)
  const text = decimalText(roundDecimal(decimal, digits, true))
  const [whole = '', fraction = ''] = text.split('.')
  const signed = /[1-9]/.test(text) ? whole : whole.replace('-', '')
  return digits === 0 ? signed : `${signed}.${fraction.padEnd(digits, '0')}`
}

/** All digits of a double, for rounding as .NET Core does: on its exact value. */
function exactDecimal(number: number): NetDecimal {
  const [whole = '0', fraction = ''] = Math.abs(number).toFixed(28).split('.')
  const units = BigInt(whole + fraction) * (number < 0 ? -1n : 1n)
  return new NetDecimal(units, fraction.length)
}

function hundredfold(value: Numeric): NetDecimal {
  const { units, scale } = toDecimal(value)
  return new NetDecimal(units * 100n, scale)
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? separated : `${separated}.${fraction}`
}

function exponential(value: Numeric, letter: string, digits: number): string {
  const [mantissa = '', power = '0'] = numberOf(value)
    .toExponential(Math.min(digits, 100))
    .split('e')
  const exponent = Number(power)
  const size = String(Math.abs(exponent)).padStart(3, '0')
  return `${mantissa}${letter}${exponent < 0 ? '-' : '+'}${size}`
}

function rounded(value: Numeric, precision: number): string {
  const [mantissa = '', power = '0'] = numberOf(value)
    .toExponential(Math.min(precision - 1, 100))
    .split('e')
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return general(`${short}e${power}`, precision)
}

/** What custom formats are made of. */
const inDigits: Digits = { fixed, hundredfold, grouped }
