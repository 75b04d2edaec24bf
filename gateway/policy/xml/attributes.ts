import { type Cursor, isAt, nameAt, skipSpace } from './cursor.ts'
import type { XmlAttribute } from './element.ts'
import { xmlError } from './problems.ts'
import { afterCharacter, decode } from './text.ts'

// The longest list of any policy has some twenty.
const attributesMax = 100

/** The attributes of a start tag; the cursor then stands at its `>` or `/>`. */
export function attributesAt(cursor: Cursor, element: string, offset: number): XmlAttribute[] {
  const attributes: XmlAttribute[] = []
  for (;;) {
    skipSpace(cursor)
    if (isAt(cursor, '>') || isAt(cursor, '/>')) return attributes
    if (cursor.at >= cursor.xml.length) {
      throw xmlError(cursor.document, offset, 'POLICY_XML_UNCLOSED', {
        what: `the tag <${element} has no >`,
        why: 'the document ends inside it',
        fix: 'close the tag, and the quotes of its attributes',
      })
    }
    if (attributes.length === attributesMax) {
      throw xmlError(cursor.document, cursor.at, 'POLICY_XML_TOO_MANY', {
        what: `<${element}> has more than ${attributesMax} attributes`,
        why: 'no policy has so many',
        fix: 'delete those that the policy does not know',
      })
    }
    attributes.push(attributeAt(cursor, attributes))
  }
}

function attributeAt(cursor: Cursor, before: readonly XmlAttribute[]): XmlAttribute {
  const nameOffset = cursor.at
  const name = nameAt(cursor, 'attribute')
  if (before.some((attribute) => attribute.name === name)) {
    throw xmlError(cursor.document, nameOffset, 'POLICY_XML_DUPLICATE_ATTRIBUTE', {
      what: `the attribute ${name} stands twice in one tag`,
      why: 'it can have only one value',
      fix: 'delete one of them',
    })
  }
  skipSpace(cursor)
  const hasEquals = isAt(cursor, '=')
  if (hasEquals) cursor.at += 1
  skipSpace(cursor)
  const quote = cursor.xml[cursor.at]
  if (!hasEquals || (quote !== '"' && quote !== "'")) {
    throw xmlError(cursor.document, nameOffset, 'POLICY_XML_ATTRIBUTE', {
      what: `the attribute ${name} has no quoted value`,
      why: 'an attribute is name="value"; a " inside a value outside an expression ends it',
      fix: `write ${name}="..." and &quot; for a " in the value`,
    })
  }
  cursor.at += 1
  const offset = cursor.at
  const value = valueAt(cursor, name, quote)
  return { name, value, offset }
}

/** The decoded value up to its quote; quotes inside an expression do not end it. */
function valueAt(cursor: Cursor, name: string, quote: string): string {
  const { document, xml, at: start } = cursor
  let at = start
  while (at < xml.length && xml[at] !== quote) {
    if (xml[at] === '<') {
      throw xmlError(document, at, 'POLICY_XML_BARE_LESS_THAN', {
        what: `a < in the value of ${name}, outside an expression`,
        why: 'XML allows it only as &lt;, or the value is not closed',
        fix: `write &lt;, or close the value with ${quote}`,
      })
    }
    at = afterCharacter(cursor, at)
  }
  if (at >= xml.length) {
    throw xmlError(document, start, 'POLICY_XML_UNCLOSED', {
      what: `the value of ${name} is never closed`,
      why: `there is no ${quote} after it`,
      fix: `close the value with ${quote}`,
    })
  }
  cursor.at = at + 1
  return decode(cursor, start, at)
}
