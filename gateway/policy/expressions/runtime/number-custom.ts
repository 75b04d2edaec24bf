import type { NetDecimal } from '../values/decimal.ts'
import { doubleOf } from '../values/number.ts'
import { type Numeric, numberOf } from './number.ts'

/** How a number is written in digits; of the standard formats. */
export type Digits = {
  readonly fixed: (value: Numeric, fraction: number) => string
  readonly hundredfold: (value: Numeric) => NetDecimal
  readonly grouped: (text: string) => string
}

/** First of the characters that stand for literal text while a format is read. */
const literalAt = 0xe000

/**
 * `0.00`, `#,##0.##`, `000`, `0.0e+0`, with literal text around and sections for negative numbers
 * and zero. Source: .NET, custom numeric format strings.
 */
export function customNumber(value: Numeric, format: string, digits: Digits): string {
  const literals: string[] = []
  const plain = format.replace(/\\(.)|'([^']*)'|"([^"]*)"/g, (_, letter, single, double) => {
    literals.push(String(letter ?? single ?? double))
    return String.fromCharCode(literalAt + literals.length - 1)
  })
  const text = sectionText(value, plain, digits)
  return text.replace(
    /[\ue000-\uf8ff]/g,
    (mark) => literals[mark.charCodeAt(0) - literalAt] ?? mark,
  )
}

function sectionText(value: Numeric, format: string, digits: Digits): string {
  const sections = format.split(';')
  const number = numberOf(value)
  const isNegative = number < 0
  const section = (isNegative && sections[1]) || (number === 0 && sections[2]) || sections[0] || ''
  const mask = /[0#][0#,.]*/.exec(section)
  if (mask === null) return section
  const sign = isNegative && sections.length < 2 ? '-' : ''
  const before = section.slice(0, mask.index)
  const after = section.slice(mask.index + mask[0].length)
  const power = /^([eE])([+-]?)(0+)/.exec(after)
  if (power !== null) {
    return sign + before + scientific(value, mask[0], power, digits) + after.slice(power[0].length)
  }
  const scaled = section.includes('%') ? digits.hundredfold(value) : value
  return sign + before + masked(scaled, mask[0], digits) + after
}

function masked(value: Numeric, mask: string, { fixed, grouped }: Digits): string {
  const [wholeMask = '', fractionMask = ''] = mask.split('.')
  const text = fixed(value, fractionMask.length).replace('-', '')
  const [whole = '', fraction = ''] = text.split('.')
  const least = [...wholeMask].filter((letter) => letter === '0').length
  const padded = (whole === '0' && least === 0 ? '' : whole).padStart(least, '0')
  const keep = fractionMask.lastIndexOf('0') + 1
  const shown = fraction.slice(0, keep) + fraction.slice(keep).replace(/0+$/, '')
  const body = wholeMask.includes(',') ? grouped(padded) : padded
  return body + (shown === '' ? '' : `.${shown}`)
}

function scientific(
  value: Numeric,
  mask: string,
  [, letter = 'e', sign = '', zeros = '0']: RegExpExecArray,
  digits: Digits,
): string {
  const [mantissa = '', written = '0'] = Math.abs(numberOf(value)).toExponential().split('e')
  const exponent = Number(written)
  const shown = sign === '+' && exponent >= 0 ? '+' : exponent < 0 ? '-' : ''
  const size = String(Math.abs(exponent)).padStart(zeros.length, '0')
  return `${masked(doubleOf(Number(mantissa)), mask, digits)}${letter}${shown}${size}`
}
