import type { PolicyDocument } from '../../../ledger/revision.ts'
import { characterAt } from './character.ts'

/** `file:line:column` of an offset, both 1-based, columns in UTF-16 units. */
export function placeOf(document: PolicyDocument, offset: number): string {
  const at = Math.min(Math.max(0, offset), document.xml.length)
  const starts = lineStartsOf(document)
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return `${document.file}:${low + 1}:${at - (starts[low] ?? 0) + 1}`
}

/** Found once: a document with thousands of problems would be read as often. */
const linesOf = new WeakMap<PolicyDocument, readonly number[]>()

function lineStartsOf(document: PolicyDocument): readonly number[] {
  const known = linesOf.get(document)
  if (known !== undefined) return known
  const starts = [0]
  const { xml } = document
  for (let at = xml.indexOf('\n'); at >= 0; at = xml.indexOf('\n', at + 1)) starts.push(at + 1)
  linesOf.set(document, starts)
  return starts
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
