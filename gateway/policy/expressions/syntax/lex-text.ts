import { charOf } from '../values/number.ts'
import { fail, type InterpolatedToken, type Token } from './token.ts'

type LexUntil = (
  source: string,
  start: number,
  end: number,
  isEnd: (token: Token) => boolean,
) => { tokens: Token[]; at: number }

const escapes: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  '\\': '\\',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** `"…"` */
export function lexString(source: string, at: number): Token {
  let value = ''
  let index = at + 1
  while (source[index] !== '"') {
    const { text, end } = unitAt(source, index, at)
    value += text
    index = end
  }
  return { kind: 'literal', value, type: 'string', text: '', at, end: index + 1 }
}

/** `'x'` */
export function lexCharacter(source: string, at: number): Token {
  const { text, end } = unitAt(source, at + 1, at)
  if (source[end] !== "'" || text.length !== 1) {
    fail(at, "'...' holds exactly one character; a string stands in double quotes")
  }
  return {
    kind: 'literal',
    value: charOf(text.charCodeAt(0)),
    type: 'char',
    text: '',
    at,
    end: end + 1,
  }
}

/** `@"…"`, in which only `""` is special. */
export function lexVerbatim(source: string, at: number): Token {
  let value = ''
  let index = at + 2
  for (;;) {
    const quote = source.indexOf('"', index)
    if (quote < 0) fail(at, 'this string is never closed')
    value += source.slice(index, quote)
    if (source[quote + 1] !== '"') {
      return { kind: 'literal', value, type: 'string', text: '', at, end: quote + 1 }
    }
    value += '"'
    index = quote + 2
  }
}

/** One character of a string or its escape. */
function unitAt(source: string, at: number, start: number): { text: string; end: number } {
  const character = source[at]
  if (character === undefined || character === '\n') fail(start, 'this text is never closed')
  if (character !== '\\') return { text: character, end: at + 1 }
  const letter = source[at + 1] ?? ''
  const simple = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
  if (simple !== undefined) return { text: simple, end: at + 2 }
  const hexadecimal = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{8}))/.exec(
    source.slice(at + 1, at + 10),
  )
  const digits = hexadecimal?.[1] ?? hexadecimal?.[2] ?? hexadecimal?.[3]
  const code = Number.parseInt(digits ?? '', 16)
  if (digits === undefined || code > 0x10ffff) fail(at, `\\${letter} is no escape of C#`)
  const text = digits.length > 4 ? String.fromCodePoint(code) : String.fromCharCode(code)
  return { text, end: at + 1 + (hexadecimal?.[0].length ?? 0) }
}

/** `$"…{value,alignment:format}…"`, also verbatim. */
export function lexInterpolated(source: string, at: number, lexUntil: LexUntil): Token {
  const quote = source.indexOf('"', at)
  const prefix = source.slice(at, quote)
  if (quote < 0 || !['$', '$@', '@$'].includes(prefix)) fail(at, `${source[at]} begins no token`)
  const isVerbatim = prefix !== '$'
  const parts: InterpolatedToken[] = []
  let text = ''
  let index = quote + 1
  for (;;) {
    const character = source[index]
    const isDouble = source[index + 1] === character
    if (character === '"' && !(isVerbatim && isDouble)) break
    if (character === '{' && !isDouble) {
      parts.push({ kind: 'text', text })
      text = ''
      const hole = holeAt(source, index, lexUntil)
      parts.push(hole.part)
      index = hole.end
    } else if ((character === '{' || character === '}' || character === '"') && isDouble) {
      text += character
      index += 2
    } else if (character === '}') fail(index, 'a } alone; write }} for one in the text')
    else {
      const unit = isVerbatim ? verbatimUnitAt(source, index, at) : unitAt(source, index, at)
      text += unit.text
      index = unit.end
    }
  }
  parts.push({ kind: 'text', text })
  return { kind: 'interpolated', parts, text: '', at, end: index + 1 }
}

function verbatimUnitAt(source: string, at: number, start: number) {
  const text = source[at] ?? fail(start, 'this text is never closed')
  return { text, end: at + 1 }
}

function holeAt(source: string, at: number, lexUntil: LexUntil) {
  const ends = (texts: string) => (token: Token) =>
    token.kind === 'punctuation' && texts.includes(token.text)
  const value = lexUntil(source, at + 1, source.length, ends(',:}'))
  let alignment: readonly Token[] = []
  let end = value.at
  if (source[end] === ',') {
    const aligned = lexUntil(source, end + 1, source.length, ends(':}'))
    alignment = aligned.tokens
    end = aligned.at
  }
  let format = ''
  if (source[end] === ':') {
    const close = source.indexOf('}', end)
    format = source.slice(end + 1, close < 0 ? source.length : close)
    end = close
  }
  if (source[end] !== '}') fail(at, 'this { of an interpolated string is never closed')
  return { part: { kind: 'hole', tokens: value.tokens, alignment, format } as const, end: end + 1 }
}
