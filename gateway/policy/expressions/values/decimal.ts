import { raise, raiseOverflow } from '../error.ts'
import { NetObject } from '../value.ts'

/** `units` / 10^`scale`, as .NET keeps it: 1.50 and 1.5 are equal and print differently. */
export class NetDecimal extends NetObject {
  readonly netType = 'decimal'
  readonly units: bigint
  readonly scale: number

  constructor(units: bigint, scale: number) {
    super()
    this.units = units
    this.scale = scale
  }
}

const unitsMax = 2n ** 96n - 1n
const scaleMax = 28

export function decimalOf(units: bigint, scale: number): NetDecimal {
  let [u, s] = [units, scale]
  while (s > scaleMax || (s > 0 && abs(u) > unitsMax)) {
    u = divideToEven(u, 10n)
    s -= 1
  }
  if (abs(u) > unitsMax) raiseOverflow('a Decimal')
  return new NetDecimal(u, s)
}

/** Of a text such as `-12.50`, or undefined. */
export function decimalFromText(text: string): NetDecimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole + fraction === '') return undefined
  const units = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  return scale < 0 ? decimalOf(units * 10n ** BigInt(-scale), 0) : decimalOf(units, scale)
}

export function decimalText({ units, scale }: NetDecimal): string {
  if (scale === 0) return String(units)
  const digits = String(abs(units)).padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

export function compareDecimals(left: NetDecimal, right: NetDecimal): number {
  const [a, b] = aligned(left, right)
  return a < b ? -1 : a > b ? 1 : 0
}

export function decimalArithmetic(
  operator: string,
  left: NetDecimal,
  right: NetDecimal,
): NetDecimal | undefined {
  const [a, b, scale] = aligned(left, right)
  if (operator === '+') return decimalOf(a + b, scale)
  if (operator === '-') return decimalOf(a - b, scale)
  if (operator === '*') return decimalOf(left.units * right.units, left.scale + right.scale)
  if (operator !== '/' && operator !== '%') return undefined
  if (b === 0n) raise('DivideByZeroException', 'Attempted to divide by zero.')
  return operator === '/' ? quotient(a, b) : decimalOf(a % b, scale)
}

/** Rounded to `digits`, a half to the even neighbour or away from zero. */
export function roundDecimal(value: NetDecimal, digits: number, isAway = false): NetDecimal {
  if (value.scale <= digits) return value
  const divisor = 10n ** BigInt(value.scale - digits)
  const half = value.units < 0n ? -(divisor / 2n) : divisor / 2n
  const units = isAway ? (value.units + half) / divisor : divideToEven(value.units, divisor)
  return new NetDecimal(units, digits)
}

function quotient(a: bigint, b: bigint): NetDecimal {
  const exact = decimalOf((a * 10n ** BigInt(scaleMax)) / b, scaleMax)
  let { units, scale } = exact
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n
    scale -= 1
  }
  return new NetDecimal(units, scale)
}

function aligned(left: NetDecimal, right: NetDecimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale)
  return [
    left.units * 10n ** BigInt(scale - left.scale),
    right.units * 10n ** BigInt(scale - right.scale),
    scale,
  ]
}

function divideToEven(value: bigint, divisor: bigint): bigint {
  const whole = value / divisor
  const rest = abs(value % divisor) * 2n
  const isUp = rest > divisor || (rest === divisor && whole % 2n !== 0n)
  return isUp ? whole + (value < 0n ? -1n : 1n) : whole
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}
