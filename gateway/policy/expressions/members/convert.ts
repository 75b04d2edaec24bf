import { raise, raiseCast, raiseFormat } from '../error.ts'
import { parseDate } from '../runtime/date-parse.ts'
import { roundHalfEven } from '../runtime/json-to.ts'
import {
  castNumber,
  isNumeric,
  type NumericTypeName,
  numberOf,
  rankOf,
  ranks,
} from '../runtime/number.ts'
import { parseNumber } from '../runtime/number-parse.ts'
import { toText } from '../runtime/text.ts'
import { fullNameOf } from '../runtime/type-of.ts'
import type { Value } from '../value.ts'
import { JValue } from '../values/json.ts'
import { NetChar, NetEnum } from '../values/number.ts'
import { NetDateTime } from '../values/time.ts'
import { defineType } from './define.ts'
import { optional } from './kind.ts'
import { any, bool, bytes, date, dynamic, int, text } from './kinds.ts'
import { parseBool, raiseBool } from './object.ts'

const toInts: readonly (readonly [name: string, type: NumericTypeName])[] = [
  ['ToByte', 'byte'],
  ['ToSByte', 'sbyte'],
  ['ToInt16', 'short'],
  ['ToUInt16', 'ushort'],
  ['ToInt32', 'int'],
  ['ToUInt32', 'uint'],
  ['ToInt64', 'long'],
  ['ToSingle', 'float'],
  ['ToDouble', 'double'],
  ['ToDecimal', 'decimal'],
  ['ToChar', 'char'],
]

/** `System.Convert` */
export const convertType = toInts
  .reduce(
    (type, [name, to]) =>
      type
        .static(name, [any], dynamic, ([value]) => toNumberOf(to, value))
        .static(name, [text, int], dynamic, ([value, base]) => fromBase(to, value, base))
        .static(name, [any, any], dynamic, ([value]) => toNumberOf(to, value)),
    defineType<Value>('Convert', undefined),
  )
  .static('ToString', [any], text, ([value]) => toText(value))
  .static('ToString', [any, int], text, ([value, base]) => toBase(value, base))
  .static('ToString', [any, any], text, ([value]) => toText(value))
  .static('ToBoolean', [any], bool, ([value]) => toBool(value))
  .static('ToDateTime', [any, optional(any)], date, ([value]) => toDate(value))
  .static('ToBase64String', [bytes, optional(any)], text, ([value]) => value.toString('base64'))
  .static('FromBase64String', [text], bytes, ([value]) => fromBase64(value))
  .static('ToHexString', [bytes], text, ([value]) => value.toString('hex').toUpperCase())
  .static('FromHexString', [text], bytes, ([value]) =>
    /^(?:[0-9a-fA-F]{2})*$/.test(value) ? Buffer.from(value, 'hex') : raiseFormat(),
  )
  .static('ChangeType', [any, any], dynamic, ([value]) => value)

/** Rounds a half to even; null is 0. */
function toNumberOf(to: NumericTypeName, value: Value): Value {
  if (value === null) return castNumber(to, 0)
  if (typeof value === 'boolean') return castNumber(to, value ? 1 : 0)
  if (value instanceof JValue) return toNumberOf(to, value.value)
  if (value instanceof NetEnum) return castNumber(to, value.value)
  if (typeof value === 'string') {
    if (to !== 'char') return parseNumber(to, value)
    return value.length === 1
      ? castNumber('char', value.charCodeAt(0))
      : raiseFormat('String must be exactly one character long.')
  }
  if (!isNumeric(value)) return raiseCast(fullNameOf(value), to)
  const isFraction = rankOf(value) >= ranks.float && !['float', 'double', 'decimal'].includes(to)
  return castNumber(to, isFraction ? roundHalfEven(numberOf(value)) : value, true)
}

function fromBase(to: NumericTypeName, value: string, base: number): Value {
  const digits = value.toLowerCase().replace(/^0x/, '')
  const parsed = [...digits].reduce((total, digit) => {
    const number = Number.parseInt(digit, 36)
    if (Number.isNaN(number) || number >= base)
      raiseFormat('Could not find any recognizable digits.')
    return total * BigInt(base) + BigInt(number)
  }, 0n)
  return castNumber(to, BigInt.asIntN(64, parsed))
}

function toBase(value: Value, base: number): string {
  if (!isNumeric(value) || ![2, 8, 10, 16].includes(base))
    raise('ArgumentException', 'Invalid Base.')
  const bits = typeof value === 'bigint' ? 64 : 32
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(numberOf(value)))
  return base === 10 ? String(whole) : BigInt.asUintN(bits, whole).toString(base)
}

function toBool(value: Value): boolean {
  if (value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return parseBool(value) ?? raiseBool(value)
  if (value instanceof JValue) return toBool(value.value)
  return isNumeric(value) && !(value instanceof NetChar)
    ? numberOf(value) !== 0
    : raiseCast(fullNameOf(value), 'System.Boolean')
}

function toDate(value: Value): NetDateTime {
  if (value instanceof NetDateTime) return value
  if (value instanceof JValue) return toDate(value.value)
  if (value === null) return new NetDateTime(0n, 'Unspecified')
  const parsed = typeof value === 'string' ? parseDate(value) : undefined
  return parsed ?? raiseFormat(`String '${toText(value)}' was not recognized as a valid DateTime.`)
}

/** White space is skipped; anything else that is no base 64 is refused. */
function fromBase64(value: string): Buffer {
  const clean = value.replace(/[ \t\r\n]/g, '')
  const isValid = clean.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(clean)
  if (!isValid) {
    raiseFormat(
      'The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.',
    )
  }
  return Buffer.from(clean, 'base64')
}
