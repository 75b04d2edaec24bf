import { lexNumber } from './lex-number.ts'
import { lexCharacter, lexInterpolated, lexString, lexVerbatim } from './lex-text.ts'
import { fail, type Token } from './token.ts'

/** Longest first; `>>` is two tokens, for `List<List<int>>` closes two. */
const punctuation = [
  ['<<=', '>>='],
  ['??=', '=>', '==', '!=', '<=', '>=', '&&', '||', '??', '++', '--', '+=', '-=', '*=', '/='],
  ['%=', '&=', '|=', '^=', '<<', '::'],
].flat()
const single = '(){}[]<>.,;:?!~+-*/%&|^='

const namePattern = /[\p{L}_][\p{L}\p{N}_]*/uy
const spacePattern = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\uFEFF)+/y

/** Splits C# into tokens; a last one of kind `end` follows. */
export function lex(source: string, start = 0, end = source.length): Token[] {
  const { tokens } = lexUntil(source, start, end, () => false)
  return tokens
}

/** Lexes until `isEnd` holds for a token outside of all brackets; that token is left out. */
export function lexUntil(
  source: string,
  start: number,
  end: number,
  isEnd: (token: Token) => boolean,
): { tokens: Token[]; at: number } {
  const tokens: Token[] = []
  let depth = 0
  let at = start
  for (;;) {
    const token = tokenAt(source, skipSpace(source, at, end), end)
    if (token.kind === 'end' || (depth === 0 && isEnd(token))) {
      tokens.push({ kind: 'end', text: '', at: token.at, end: token.at })
      return { tokens, at: token.at }
    }
    if (token.kind === 'punctuation') depth += depthOf(token.text)
    tokens.push(token)
    at = token.end
  }
}

function depthOf(text: string): number {
  if (text === '(' || text === '[' || text === '{') return 1
  return text === ')' || text === ']' || text === '}' ? -1 : 0
}

function skipSpace(source: string, at: number, end: number): number {
  spacePattern.lastIndex = at
  return Math.min(spacePattern.test(source) ? spacePattern.lastIndex : at, end)
}

function tokenAt(source: string, at: number, end: number): Token {
  if (at >= end) return { kind: 'end', text: '', at: end, end }
  const character = source[at] ?? ''
  const next = source[at + 1] ?? ''
  if (character === '"') return lexString(source, at)
  if (character === "'") return lexCharacter(source, at)
  if (character === '@' && next === '"') return lexVerbatim(source, at)
  if (character === '$' || (character === '@' && next === '$')) {
    return lexInterpolated(source, at, lexUntil)
  }
  if (isDigit(character) || (character === '.' && isDigit(next))) return lexNumber(source, at)
  return nameAt(source, at) ?? punctuationAt(source, at)
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9'
}

/** A name, perhaps as `@class`. */
function nameAt(source: string, at: number): Token | undefined {
  const isVerbatim = source[at] === '@'
  namePattern.lastIndex = isVerbatim ? at + 1 : at
  const text = namePattern.exec(source)?.[0]
  if (text === undefined) return undefined
  return { kind: 'name', text, isVerbatim, at, end: namePattern.lastIndex }
}

function punctuationAt(source: string, at: number): Token {
  const text = punctuation.find((candidate) => source.startsWith(candidate, at)) ?? source[at] ?? ''
  if (text.length === 1 && !single.includes(text)) {
    fail(at, `the character ${JSON.stringify(text)} has no meaning here`)
  }
  return { kind: 'punctuation', text, at, end: at + text.length }
}
