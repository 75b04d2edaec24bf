import type { PolicyDocument } from '../../../ledger/revision.ts'
import { xmlError } from './problems.ts'

/** Where the parser stands in a document. */
export type Cursor = {
  readonly document: PolicyDocument
  readonly xml: string
  at: number
  /** Elements so far. */
  elements: number
}

/** At the start of a document, after a byte order mark. */
export function cursorOf(document: PolicyDocument): Cursor {
  const at = document.xml.startsWith('\uFEFF') ? 1 : 0
  return { document, xml: document.xml, at, elements: 0 }
}

export function isAt({ xml, at }: Cursor, text: string): boolean {
  return xml.startsWith(text, at)
}

export function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.xml.charCodeAt(cursor.at))) cursor.at += 1
}

/** XML 1.0, production [3] S. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0xa || code === 0xd || code === 0x9
}

/** Past the next `end`. */
export function skipUntil(cursor: Cursor, end: string, what: string): void {
  const found = cursor.xml.indexOf(end, cursor.at)
  if (found < 0) {
    throw xmlError(cursor.document, cursor.at, 'POLICY_XML_UNCLOSED', {
      what: `this ${what} is never closed`,
      why: `there is no ${end} after it`,
      fix: `add ${end}`,
    })
  }
  cursor.at = found + end.length
}

const nameStart = /[\p{L}_:]/u
const namePattern = /[\p{L}\p{N}_:.\-\u00B7]+/uy

/** The name at the cursor, which then stands after it. */
export function nameAt(cursor: Cursor, what: string): string {
  namePattern.lastIndex = cursor.at
  const name = namePattern.exec(cursor.xml)?.[0]
  if (name === undefined || !nameStart.test(name)) {
    throw xmlError(cursor.document, cursor.at, 'POLICY_XML_NAME', {
      what: `no name of an ${what} here`,
      why: 'a < begins a tag wherever it stands outside an expression',
      fix: 'write &lt; for a < that begins no tag',
    })
  }
  cursor.at += name.length
  return name
}
