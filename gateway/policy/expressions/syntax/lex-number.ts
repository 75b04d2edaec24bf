import type { Value } from '../value.ts'
import { decimalFromText } from '../values/decimal.ts'
import { NetNumber } from '../values/number.ts'
import { fail, type Token } from './token.ts'

const pattern =
  /(?:0[xX]([0-9a-fA-F_]+)|0[bB]([01_]+)|((?:\d[\d_]*)?(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?))([uUlLfFdDmM]*)/y

/** A number literal with the type that its suffix, point or size gives it. C# 6.4.5.3. */
export function lexNumber(source: string, at: number): Token {
  pattern.lastIndex = at
  const [text = '', hexadecimal, binary, digits = '', suffix = ''] = pattern.exec(source) ?? []
  const end = at + text.length
  const of = (type: string, value: Value): Token => ({
    kind: 'literal',
    type,
    value,
    text: '',
    at,
    end,
  })
  if (hexadecimal !== undefined || binary !== undefined) {
    const prefixed = hexadecimal === undefined ? `0b${binary}` : `0x${hexadecimal}`
    const { type, value } = whole(BigInt(prefixed.replaceAll('_', '')), suffix.toLowerCase(), at)
    return of(type, value)
  }
  const plain = digits.replaceAll('_', '')
  const ending = suffix.toLowerCase()
  if (ending === 'm') {
    const value = decimalFromText(plain)
    return value === undefined ? fail(at, `${text} is no number`) : of('decimal', value)
  }
  if (ending === 'f') return of('float', new NetNumber('float', Math.fround(Number(plain))))
  if (ending === 'd' || /[.eE]/.test(plain)) {
    return of('double', new NetNumber('double', Number(plain)))
  }
  const { type, value } = whole(BigInt(plain), ending, at)
  return of(type, value)
}

function whole(value: bigint, suffix: string, at: number) {
  const isInt = value <= 0x7fff_ffffn
  if (suffix === '' && isInt) return { type: 'int', value: Number(value) }
  if ((suffix === '' || suffix === 'u') && value <= 0xffff_ffffn) {
    return { type: 'uint', value: new NetNumber('uint', Number(value)) }
  }
  if (value <= 0x7fff_ffff_ffff_ffffn && suffix !== 'u') return { type: 'long', value }
  return fail(at, `${value} does not fit the supported whole numbers`)
}
