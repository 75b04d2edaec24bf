import { raise } from '../error.ts'

/** RegexOptions of .NET that change what matches. */
export const regexOption = {
  ignoreCase: 1,
  multiline: 2,
  explicitCapture: 4,
  singleline: 16,
  whitespace: 32,
} as const

/** What `i`, `m`, `n`, `s` and `x` inside a pattern turn on. */
const inlineOptions: Readonly<Record<string, number>> = {
  i: regexOption.ignoreCase,
  m: regexOption.multiline,
  n: regexOption.explicitCapture,
  s: regexOption.singleline,
  x: regexOption.whitespace,
}

type Reader = {
  readonly pattern: string
  /** Letters, digits and word boundaries are Unicode's, which takes the flag `u`. */
  readonly isWide: boolean
  at: number
  options: number
  /** Of the groups that are open: options to go back to, and how many brackets end them. */
  readonly open: { options: number; brackets: number }[]
}

/**
 * A .NET pattern in JavaScript's syntax, for a RegExp without the flags `m` and `s`: in .NET `.`,
 * `^` and `$` know no other end of a line than `\n`, and `$` stands before a last one too.
 */
export function jsPattern(pattern: string, options: number, isWide: boolean): string {
  const reader: Reader = { pattern, isWide, at: 0, options, open: [] }
  let source = ''
  while (reader.at < pattern.length) source += part(reader)
  return source + ')'.repeat(reader.open.reduce((sum, { brackets }) => sum + brackets - 1, 0))
}

function has({ options }: Reader, option: number): boolean {
  return (options & option) !== 0
}

function part(reader: Reader): string {
  const letter = reader.pattern[reader.at] ?? ''
  if (letter === '\\') return escaped(reader, false)
  if (letter === '[') return characters(reader)
  if (letter === '(') return opening(reader)
  reader.at += 1
  if (letter === ')') return closing(reader)
  if (letter === '.') return has(reader, regexOption.singleline) ? '[\\s\\S]' : '[^\\n]'
  if (letter === '^') return has(reader, regexOption.multiline) ? '(?<![^\\n])' : '(?<![\\s\\S])'
  if (letter === '$') return has(reader, regexOption.multiline) ? '(?![^\\n])' : lastLine
  if (has(reader, regexOption.whitespace) && /[\s#]/.test(letter)) return skipped(reader, letter)
  return letter
}

const lastLine = '(?=\\n?(?![\\s\\S]))'

function skipped(reader: Reader, letter: string): string {
  if (letter === '#') {
    const end = reader.pattern.indexOf('\n', reader.at)
    reader.at = end < 0 ? reader.pattern.length : end
  }
  return ''
}

const word = '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}'
const wideEscapes: Readonly<Record<string, string>> = {
  w: `[${word}]`,
  W: `[^${word}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  b: `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`,
  B: `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`,
}
const anchors: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: lastLine,
  a: '\\x07',
  e: '\\x1b',
}

function escaped(reader: Reader, isInside: boolean): string {
  const { pattern, isWide } = reader
  const letter = pattern[reader.at + 1] ?? ''
  if (letter === '') raise('ArgumentException', `Illegal \\ at the end of '${pattern}'.`)
  reader.at += 2
  const reference = letter === 'k' ? /^'(\w+)'/.exec(pattern.slice(reader.at)) : null
  if (reference !== null) {
    reader.at += reference[0].length
    return `\\k<${reference[1]}>`
  }
  if (isInside && isWide && letter === 'w') return word
  if (isInside && isWide && letter === 'd') return '\\p{Nd}'
  if (!isInside && isWide && Object.hasOwn(wideEscapes, letter)) return wideEscapes[letter] ?? ''
  if (!isInside && Object.hasOwn(anchors, letter)) return anchors[letter] ?? ''
  // Escapes that say nothing are refused beside the flag `u`.
  const isNeeded = /[\w^$\\.*+?()[\]{}|/]/.test(letter) || (isInside && letter === '-')
  return (isNeeded && letter !== '_' ? '\\' : '') + letter
}

/** `[…]`, also with `-[…]` taken away. */
function characters(reader: Reader): string {
  const { pattern } = reader
  reader.at += 1
  let inside = '['
  if (pattern[reader.at] === '^') {
    inside += '^'
    reader.at += 1
  }
  let without = ''
  for (let isFirst = true; pattern[reader.at] !== ']' || isFirst; isFirst = false) {
    const letter = pattern[reader.at]
    if (letter === undefined) return raise('ArgumentException', `Unterminated [] in '${pattern}'.`)
    if (letter === '-' && pattern[reader.at + 1] === '[') {
      reader.at += 1
      without = `(?!${characters(reader)})`
    } else if (letter === '\\') inside += escaped(reader, true)
    else {
      reader.at += 1
      inside += letter === ']' || letter === '[' ? `\\${letter}` : letter
    }
  }
  reader.at += 1
  return `${without}${inside}]`
}

/** `(`, `(?:`, `(?<name>`, `(?i:`, `(?i)`, `(?#…)`. */
function opening(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at)
  const comment = /^\(\?#[^)]*\)/.exec(rest)
  if (comment !== null) {
    reader.at += comment[0].length
    return ''
  }
  const inline = /^\(\?([imnsx]*)(?:-([imnsx]*))?([:)])/.exec(rest)
  if (inline !== null) return optioned(reader, inline)
  const named = /^\(\?'(\w+)'/.exec(rest)
  const before = reader.options
  reader.open.push({ options: before, brackets: 1 })
  if (named !== null) {
    reader.at += named[0].length
    return `(?<${named[1]}>`
  }
  reader.at += 1
  const isPlain = rest[1] !== '?'
  return isPlain && has(reader, regexOption.explicitCapture) ? '(?:' : '('
}

function optioned(reader: Reader, [written, on = '', off = '', end]: RegExpExecArray): string {
  const before = reader.options
  for (const letter of on) reader.options |= inlineOptions[letter] ?? 0
  for (const letter of off) reader.options &= ~(inlineOptions[letter] ?? 0)
  reader.at += written.length
  const isCase = on.includes('i') ? '(?i:' : off.includes('i') ? '(?-i:' : undefined
  if (end === ':') {
    reader.open.push({ options: before, brackets: 1 })
    return isCase ?? '(?:'
  }
  // Without a colon it holds to the end of the group around it.
  const around = reader.open.at(-1) ?? { options: before, brackets: 1 }
  if (reader.open.length === 0) reader.open.push(around)
  if (isCase === undefined) return ''
  around.brackets += 1
  return isCase
}

function closing(reader: Reader): string {
  const group = reader.open.pop()
  if (group === undefined) return ')'
  reader.options = group.options
  return ')'.repeat(group.brackets)
}
