import type { PolicyDocument } from '../../../ledger/revision.ts'
import { characterAt } from './character.ts'

/** `file:line:column` of an offset, both 1-based, columns in UTF-16 units. */
export function placeOf(document: PolicyDocument, offset: number): string {
  const before = document.xml.slice(0, Math.max(0, offset))
  const line = before.split('\n').length
  const column = before.length - (before.lastIndexOf('\n') + 1) + 1
  return `${document.file}:${line}:${column}`
}

/**
 * The document's offset of the character at `index` of a decoded text that begins at `start`:
 * an entity is one character of the text but several of the document.
 */
export function offsetWithin({ xml }: PolicyDocument, start: number, index: number): number {
  let offset = start
  for (let passed = 0; passed < index && offset < xml.length; passed += 1) {
    offset += characterAt(xml, offset).length
  }
  return offset
}
