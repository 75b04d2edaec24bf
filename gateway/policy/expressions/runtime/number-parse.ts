import { raiseFormat, raiseOverflow } from '../error.ts'
import { decimalFromText } from '../values/decimal.ts'
import { NetNumber } from '../values/number.ts'
import { castNumber, type Numeric, type NumericTypeName } from './number.ts'

/** `int.Parse` and its kin, invariant culture. Throws FormatException or OverflowException. */
export function parseNumber(type: NumericTypeName, text: string, style?: number): Numeric {
  const trimmed = styled(text.trim(), style)
  if (style !== undefined && (style & allowHex) !== 0) return fromHex(type, trimmed, text)
  if (type === 'double' || type === 'float') return floating(type, trimmed)
  if (type === 'decimal') {
    return decimalFromText(trimmed.replaceAll(',', '')) ?? raiseFormat(said(text))
  }
  if (!/^[+-]?\d+$/.test(trimmed)) raiseFormat(said(text))
  const value = BigInt(trimmed.replace(/^\+/, ''))

  return castNumber(type, wide(value, type), true)
}

/** NumberStyles that change what a whole number may look like. */
const allowThousands = 64
const allowHex = 512

function styled(text: string, style: number | undefined): string {
  const isGrouped = style !== undefined && (style & allowThousands) !== 0
  return isGrouped && /^[+-]?\d/.test(text) ? text.replaceAll(',', '') : text
}

/** All bits of the type: `ffffffff` is the int -1. */
function fromHex(type: NumericTypeName, digits: string, text: string): Numeric {
  if (!/^[0-9a-fA-F]+$/.test(digits)) raiseFormat(said(text))
  if (digits.length > 16) raiseOverflow(type)
  return castNumber(type, BigInt.asIntN(64, BigInt(`0x${digits}`)))
}

function said(text: string): string {
  return `The input string '${text}' was not in a correct format.`
}

/** A text too long for a long is too long for all. */
function wide(value: bigint, type: string): bigint {
  if (BigInt.asIntN(64, value) !== value) raiseOverflow(type)
  return value
}

const floatPattern = /^[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function floating(type: 'double' | 'float', text: string): Numeric {
  const special: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    infinity: Infinity,
    '∞': Infinity,
    '-infinity': -Infinity,
    '-∞': -Infinity,
  }
  const known = special[text.toLowerCase()]
  if (known !== undefined) return castDouble(type, known)
  if (!floatPattern.test(text)) raiseFormat(said(text))
  return castDouble(type, Number(text.replaceAll(',', '')))
}

function castDouble(type: 'double' | 'float', value: number): Numeric {
  return new NetNumber(type, type === 'float' ? Math.fround(value) : value)
}
