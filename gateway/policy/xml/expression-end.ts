import { characterAt } from './character.ts'

/**
 * Where the expression that begins with `@(` or `@{` at `start` ends: the offset after its closing
 * bracket, or undefined when it has none. Reads entities as the characters they stand for, and
 * knows strings, characters, interpolations and comments of C#, in which brackets mean nothing.
 */
export function expressionEnd(xml: string, start: number): number | undefined {
  const reader = readerOf(xml, start + 1)
  skipBracket(reader, 0)
  return reader.hasFailed ? undefined : reader.at
}

type Reader = {
  at: number
  hasFailed: boolean
  /** The character at the place, decoded; empty at the end. */
  peek(): string
  next(): string
}

/** Deeper nesting is no expression that anybody wrote. */
const depthMax = 200

function readerOf(xml: string, start: number): Reader {
  const reader: Reader = {
    at: start,
    hasFailed: false,
    peek: () => (reader.at < xml.length ? characterAt(xml, reader.at).text : ''),
    next() {
      if (reader.at >= xml.length) {
        reader.hasFailed = true
        return ''
      }
      const { text, length } = characterAt(xml, reader.at)
      reader.at += length
      return text
    },
  }
  return reader
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** From an opening bracket past the one that closes it. */
function skipBracket(reader: Reader, depth: number): void {
  const end = closing[reader.next()] ?? ''
  if (depth > depthMax) reader.hasFailed = true
  while (!reader.hasFailed) {
    const character = reader.peek()
    if (character === end) {
      reader.next()
      return
    }
    if (closing[character] !== undefined) skipBracket(reader, depth + 1)
    else if (character === ')' || character === ']' || character === '}') reader.hasFailed = true
    else skipToken(reader, depth)
  }
}

function skipToken(reader: Reader, depth: number): void {
  const character = reader.next()
  if (character === '"') skipString(reader)
  else if (character === "'") skipCharacter(reader)
  else if (character === '@' && reader.peek() === '"') skipVerbatim(reader)
  else if (character === '/') skipComment(reader)
  else if (character === '$' || character === '@') skipInterpolated(reader, character, depth)
}

function skipString(reader: Reader): void {
  for (let character = reader.next(); character !== '"'; character = reader.next()) {
    if (character === '\\') reader.next()
    if (reader.hasFailed) return
  }
}

function skipCharacter(reader: Reader): void {
  for (let character = reader.next(); character !== "'"; character = reader.next()) {
    if (character === '\\') reader.next()
    if (reader.hasFailed) return
  }
}

function skipVerbatim(reader: Reader): void {
  reader.next()
  while (!reader.hasFailed) {
    if (reader.next() !== '"') continue
    if (reader.peek() !== '"') return
    reader.next()
  }
}

function skipComment(reader: Reader): void {
  if (reader.peek() === '/') {
    while (reader.peek() !== '\n' && reader.peek() !== '') reader.next()
  } else if (reader.peek() === '*') {
    reader.next()
    let before = ''
    while (!reader.hasFailed) {
      const character = reader.next()
      if (before === '*' && character === '/') return
      before = character
    }
  }
}

/** `$"…"`, `$@"…"` or `@$"…"`; anything else after `$` or `@` is left to the caller. */
function skipInterpolated(reader: Reader, first: string, depth: number): void {
  const back = reader.at
  const other = first === '$' ? '@' : '$'
  const isVerbatim = reader.peek() === other
  if (isVerbatim) reader.next()
  if (reader.peek() !== '"' || (first === '@' && !isVerbatim)) {
    reader.at = back
    return
  }
  reader.next()
  while (!reader.hasFailed) {
    const character = reader.peek()
    if (character === '{') {
      const at = reader.at
      reader.next()
      if (reader.peek() === '{') reader.next()
      else {
        reader.at = at
        skipBracket(reader, depth + 1)
      }
      continue
    }
    reader.next()
    if (character === '\\' && !isVerbatim) reader.next()
    if (character !== '"') continue
    if (!isVerbatim || reader.peek() !== '"') return
    reader.next()
  }
}

/** True where an expression begins: `@(` or `@{`. */
export function isExpressionStart(xml: string, at: number): boolean {
  return xml[at] === '@' && (xml[at + 1] === '(' || xml[at + 1] === '{')
}
