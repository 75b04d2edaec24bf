import { raiseFormat, raiseOverflow } from '../error.ts'
import { decimalFromText } from '../values/decimal.ts'
import { NetNumber } from '../values/number.ts'
import { castNumber, type Numeric, type NumericTypeName } from './number.ts'

/** `int.Parse` and its kin, invariant culture. Throws FormatException or OverflowException. */
export function parseNumber(type: NumericTypeName, text: string): Numeric {
  const trimmed = text.trim()
  if (type === 'double' || type === 'float') return floating(type, trimmed)
  if (type === 'decimal') {
    return decimalFromText(trimmed.replaceAll(',', '')) ?? raiseFormat(said(text))
  }
  if (!/^[+-]?\d+$/.test(trimmed)) raiseFormat(said(text))
  const value = BigInt(trimmed.replace(/^\+/, ''))

  return castNumber(type, wide(value, type), true)
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
