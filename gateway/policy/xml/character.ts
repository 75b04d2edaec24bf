/** One decoded character and how many of the document's it takes. */
export type Character = { readonly text: string; readonly length: number }

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

/** The longest reference worth looking at: `&#x10FFFF;`. */
const referenceLengthMax = 10

/** Decodes one character; an `&` that begins no reference stands for itself, as in raw C#. */
export function characterAt(xml: string, offset: number): Character {
  const text = xml[offset] ?? ''
  if (text !== '&') return { text, length: 1 }
  return referenceAt(xml, offset) ?? { text, length: 1 }
}

/** The entity or character reference at an `&`, or undefined if there is none that XML knows. */
export function referenceAt(xml: string, offset: number): Character | undefined {
  // Only so far: a document of nothing but `&` would be searched to its end for each.
  const near = xml.slice(offset, offset + referenceLengthMax + 1)
  const length = near.indexOf(';') + 1
  if (length === 0) return undefined
  const name = near.slice(1, length - 1)
  const text = Object.hasOwn(named, name) ? named[name] : numericOf(name)
  return text === undefined ? undefined : { text, length }
}

function numericOf(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  return isXmlCharacter(code) ? String.fromCodePoint(code) : undefined
}

/** XML 1.0, production [2] Char. */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code > 0xffff && code <= 0x10ffff)
}
