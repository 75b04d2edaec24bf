import { characterAt, referenceAt } from './character.ts'
import { type Cursor, isSpace, skipUntil } from './cursor.ts'
import { expressionEnd, isExpressionStart } from './expression-end.ts'
import { xmlError } from './problems.ts'

/** What an element holds beside elements; `offset` is -1 until something is not white space. */
export type TextParts = { readonly parts: string[]; offset: number }

export function textOf({ parts }: TextParts): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.join('')
}

/** Text up to the next tag; a `<` inside an expression begins none. */
export function appendText(cursor: Cursor, text: TextParts): void {
  const { xml, at: start } = cursor
  let at = start
  while (at < xml.length && xml[at] !== '<') at = afterCharacter(cursor, at)
  cursor.at = at
  note(cursor, text, start, at)
  text.parts.push(decode(cursor, start, at))
}

/** The offset after one character or one whole expression. */
export function afterCharacter({ document, xml }: Cursor, at: number): number {
  if (!isExpressionStart(xml, at)) return at + 1
  const end = expressionEnd(xml, at)
  if (end !== undefined) return end
  throw xmlError(document, at, 'POLICY_XML_EXPRESSION_UNCLOSED', {
    what: `the expression that begins here with @${xml[at + 1]} has no end`,
    why: 'its brackets, or the quotes of a string in it, do not match',
    fix: 'close every bracket and string of the expression',
  })
}

/** A CDATA section, taken as it stands. */
export function appendCdata(cursor: Cursor, text: TextParts): void {
  const start = cursor.at + '<![CDATA['.length
  skipUntil(cursor, ']]>', 'CDATA section')
  const end = cursor.at - ']]>'.length
  note(cursor, text, start, end)
  text.parts.push(cursor.xml.slice(start, end))
}

function note({ xml }: Cursor, text: TextParts, start: number, end: number): void {
  if (text.offset >= 0) return
  let at = start
  while (at < end && isSpace(xml.charCodeAt(at))) at += 1
  if (at < end) text.offset = at
}

/** Entities decoded; outside expressions an `&` must begin one that XML knows. */
export function decode(cursor: Cursor, start: number, end: number): string {
  const { xml } = cursor
  const raw = xml.slice(start, end)
  if (!raw.includes('&')) return raw
  let decoded = ''
  for (let at = start; at < end; ) {
    const after = afterCharacter(cursor, at)
    if (after > at + 1) decoded += decodeExpression(xml, at, after)
    else if (xml[at] !== '&') decoded += xml[at]
    const reference = xml[at] === '&' ? referenceAt(xml, at) : undefined
    if (xml[at] === '&' && reference === undefined) throw notAnEntity(cursor, at)
    decoded += reference?.text ?? ''
    at = reference === undefined ? after : at + reference.length
  }
  return decoded
}

function decodeExpression(xml: string, start: number, end: number): string {
  let decoded = ''
  for (let at = start; at < end; ) {
    const { text, length } = characterAt(xml, at)
    decoded += text
    at += length
  }
  return decoded
}

function notAnEntity({ document }: Cursor, at: number) {
  return xmlError(document, at, 'POLICY_XML_ENTITY', {
    what: 'an & that begins none of &lt; &gt; &amp; &quot; &apos; or a character number',
    why: 'outside an expression it must be escaped, and documents define no entities',
    fix: 'write &amp;',
  })
}
