import { ExpressionError, raise, raiseOverflow } from '../error.ts'
import { unary } from '../runtime/arithmetic.ts'
import { compareValues, equalByValue } from '../runtime/equality.ts'
import { roundHalfEven } from '../runtime/json-to.ts'
import {
  castNumber,
  isNumeric,
  longMax,
  longMin,
  type Numeric,
  type NumericTypeName,
  numberOf,
  rankOf,
  ranks,
} from '../runtime/number.ts'
import { parseNumber } from '../runtime/number-parse.ts'
import type { Value } from '../value.ts'
import { NetDecimal, roundDecimal } from '../values/decimal.ts'
import { doubleOf, NetEnum } from '../values/number.ts'
import { defineType, type TypeBuilder } from './define.ts'
import { rounding } from './enums.ts'
import { type Kind, optional } from './kind.ts'
import { any, bool, double, dynamic, int, out, text, textOrNull } from './kinds.ts'

const names: readonly NumericTypeName[] = [
  ...(['int', 'long', 'double', 'float', 'decimal', 'byte', 'sbyte', 'short', 'ushort'] as const),
  'uint',
]

const bounds: Readonly<Record<string, readonly [min: Value, max: Value]>> = {
  int: [-2_147_483_648, 2_147_483_647],
  long: [longMin, longMax],
  double: [doubleOf(-Number.MAX_VALUE), doubleOf(Number.MAX_VALUE)],
}

/** `int.Parse`, `double.TryParse`, `long.MaxValue`, ... */
export const numberTypes = names.map((name) => {
  const type = defineType<Value>(name, any)
    .static('Parse', [text, optional(any), optional(any)], numeric(name), ([value, style]) =>
      parseNumber(name, value, styleOf(style)),
    )
    .static('TryParse', [textOrNull, out], bool, ([value, set]) => tryParse(name, value, set))
    .static('TryParse', [textOrNull, any, any, out], bool, ([value, style, , set]) =>
      tryParse(name, value, set, styleOf(style)),
    )
    .method('Equals', [numericUpTo(name)], bool, (self, [other]) => {
      return equalByValue(self, castNumber(name, other))
    })
  return withBounds(type, name)
})

/** What converts to the type by itself, as an argument of its `Equals` does. */
function numericUpTo(name: NumericTypeName): Kind<Numeric> {
  const rank = rankOf(castNumber(name, 0))
  return {
    name,
    accepts: (value) => isNumeric(value) && rankOf(value) <= rank,
    from: number,
    to: (raw) => raw,
  }
}

/** NumberStyles; undefined where a culture stands or nothing. */
function styleOf(value: Value | undefined): number | undefined {
  return value instanceof NetEnum && value.netType === 'NumberStyles' ? value.value : undefined
}

function numeric(name: NumericTypeName) {
  const same = (value: Value) => value
  return { name, accepts: () => true, from: same, to: same }
}

function withBounds(type: TypeBuilder<Value>, name: NumericTypeName): TypeBuilder<Value> {
  const [min, max] = bounds[name] ?? boundsOf(name)
  type.value('MinValue', numeric(name), () => min).value('MaxValue', numeric(name), () => max)
  if (name !== 'double') return type
  return type
    .value('NaN', double, () => Number.NaN)
    .value('PositiveInfinity', double, () => Infinity)
    .value('NegativeInfinity', double, () => -Infinity)
    .value('Epsilon', double, () => Number.MIN_VALUE)
    .static('IsNaN', [double], bool, ([value]) => Number.isNaN(value))
    .static('IsInfinity', [double], bool, ([value]) => Math.abs(value) === Infinity)
}

function boundsOf(name: NumericTypeName): readonly [min: Value, max: Value] {
  if (name === 'decimal')
    return [new NetDecimal(-(2n ** 96n - 1n), 0), new NetDecimal(2n ** 96n - 1n, 0)]
  if (name === 'float')
    return [castNumber('float', -3.4028234663852886e38), castNumber('float', 3.4028234663852886e38)]
  const bits = name.endsWith('byte') ? 8 : name === 'uint' ? 32 : 16
  const isSigned = name === 'sbyte' || name === 'short'
  const max = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  return [castNumber(name, isSigned ? -max - 1 : 0), castNumber(name, BigInt(max))]
}

function tryParse(
  name: NumericTypeName,
  value: string | undefined,
  set: (value: Value) => void,
  style?: number,
): boolean {
  set(castNumber(name, 0))
  if (value === undefined) return false
  try {
    set(parseNumber(name, value, style))
    return true
  } catch (error) {
    // A text that is no number is an answer here; whatever else went wrong is not.
    if (!(error instanceof ExpressionError)) throw error
    return false
  }
}

/** `System.Math` */
export const mathType = defineType<Value>('Math', undefined)
  .value('PI', double, () => Math.PI)
  .value('E', double, () => Math.E)
  .static('Abs', [any], dynamic, ([value]) => absolute(number(value)))
  .static('Max', [any, any], dynamic, ([left, right]) => higher(left, right, 1))
  .static('Min', [any, any], dynamic, ([left, right]) => higher(left, right, -1))
  .static('Clamp', [any, any, any], dynamic, ([value, min, max]) =>
    higher(higher(value, min, 1), max, -1),
  )
  .static('Sign', [any], int, ([value]) => Math.sign(numberOf(number(value))))
  .static('Floor', [any], dynamic, ([value]) => integral(number(value), Math.floor))
  .static('Ceiling', [any], dynamic, ([value]) => integral(number(value), Math.ceil))
  .static('Truncate', [any], dynamic, ([value]) => integral(number(value), Math.trunc))
  .static('Round', [any], dynamic, ([value]) => round(number(value), 0, false))
  .static('Round', [any, int], dynamic, ([value, digits]) => round(number(value), digits, false))
  .static('Round', [any, rounding], dynamic, ([value, mode]) => round(number(value), 0, mode === 1))
  .static('Round', [any, int, rounding], dynamic, ([value, digits, mode]) =>
    round(number(value), digits, mode === 1),
  )
  .static('Sqrt', [double], double, ([value]) => Math.sqrt(value))
  .static('Pow', [double, double], double, ([base, power]) => base ** power)
  .static('Exp', [double], double, ([value]) => Math.exp(value))
  .static('Log', [double], double, ([value]) => Math.log(value))
  .static('Log', [double, double], double, ([value, base]) => Math.log(value) / Math.log(base))
  .static('Log10', [double], double, ([value]) => Math.log10(value))
  .static('Log2', [double], double, ([value]) => Math.log2(value))
  .static('Sin', [double], double, ([value]) => Math.sin(value))
  .static('Cos', [double], double, ([value]) => Math.cos(value))
  .static('Tan', [double], double, ([value]) => Math.tan(value))
  .static('Asin', [double], double, ([value]) => Math.asin(value))
  .static('Acos', [double], double, ([value]) => Math.acos(value))
  .static('Atan', [double], double, ([value]) => Math.atan(value))
  .static('Atan2', [double, double], double, ([y, x]) => Math.atan2(y, x))

function number(value: Value): Numeric {
  if (isNumeric(value)) return value
  return raise('CompilationException', 'Math takes numbers.')
}

function absolute(value: Numeric): Value {
  if (value === -2_147_483_648) raiseOverflow('an Int32')
  return numberOf(value) < 0 ? unary('-', value, true) : value
}

/** The type of the result is the wider one of both. */
function higher(left: Value, right: Value, sign: 1 | -1): Value {
  const [a, b] = [number(left), number(right)]
  const rank = Math.max(rankOf(a), rankOf(b))
  const type =
    rank === ranks.decimal
      ? 'decimal'
      : rank === ranks.double
        ? 'double'
        : rank === ranks.long
          ? 'long'
          : 'int'
  return castNumber(type, sign * compareValues(a, b) >= 0 ? a : b)
}

function integral(value: Numeric, of: (value: number) => number): Value {
  if (!(value instanceof NetDecimal)) return doubleOf(of(numberOf(value)))
  const whole = new NetDecimal(value.units / 10n ** BigInt(value.scale), 0)
  const isExact = compareValues(whole, value) === 0
  const step = of(0.5) - of(-0.5) === 1 ? (of(0.5) === 1 ? 1n : -1n) : 0n
  const isOff = !isExact && step !== 0n && value.units < 0n === step < 0n
  return isOff ? new NetDecimal(whole.units + step, 0) : whole
}

function round(value: Numeric, digits: number, isAway: boolean): Value {
  if (value instanceof NetDecimal) return roundDecimal(value, digits, isAway)
  const scaled = numberOf(value) * 10 ** digits
  if (!Number.isFinite(scaled) || Math.abs(scaled) > 1e15) return doubleOf(numberOf(value))
  const rounded = isAway
    ? Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5)
    : Number(roundHalfEven(scaled))
  return doubleOf(rounded / 10 ** digits)
}
