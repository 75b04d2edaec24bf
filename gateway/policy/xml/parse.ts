import type { PolicyDocument } from '../../../ledger/revision.ts'
import { attributesAt } from './attributes.ts'
import { type Cursor, cursorOf, isAt, nameAt, skipSpace, skipUntil } from './cursor.ts'
import type { XmlElement } from './element.ts'
import { xmlError } from './problems.ts'
import { appendCdata, appendText, type TextParts, textOf } from './text.ts'

/** Above APIM's own limit for a document (512 KiB) once expressions are escaped. */
const documentLengthMax = 1_048_576
const depthMax = 100
// The largest known documents have some thousand.
const elementsMax = 20_000

/**
 * Parses a policy document as APIM's `rawxml` has it: C# may stand unescaped in attributes and
 * texts, and everything else is XML. No document type, no entities but the five of XML.
 * Throws a GatedrillError that names file, line and column of the first thing that is wrong.
 */
export function parsePolicyXml(document: PolicyDocument): XmlElement {
  const cursor = cursorOf(document)
  if (document.xml.length > documentLengthMax) {
    throw xmlError(document, 0, 'POLICY_XML_TOO_LARGE', {
      what: `the document has ${document.xml.length} characters`,
      why: `a policy document may have ${documentLengthMax}`,
      fix: 'move parts of it into policy fragments',
    })
  }
  refuseBadCharacters(document)
  skipBetween(cursor)
  if (!isAt(cursor, '<')) throw notARoot(cursor, 'there is no root element')
  const root = elementAt(cursor, 0)
  if (root.name !== 'policies' && root.name !== 'fragment') {
    throw xmlError(document, root.offset, 'POLICY_XML_ROOT', {
      what: `the root element is <${root.name}>`,
      why: 'a policy document is <policies>, a policy fragment is <fragment>',
      fix: 'put the policies into <policies> with inbound, backend, outbound and on-error',
    })
  }
  skipBetween(cursor)
  if (cursor.at < cursor.xml.length) throw notARoot(cursor, 'something stands after the root')
  return root
}

/** Source: XML 1.0, production [2] Char. */
const badCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

function refuseBadCharacters(document: PolicyDocument): void {
  const found = badCharacter.exec(document.xml)
  if (found === null) return
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  throw xmlError(document, found.index, 'POLICY_XML_CHARACTER', {
    what: `the character U+${code}`,
    why: 'XML has no such character, not even as a reference',
    fix: 'delete it, and save the document as UTF-8 text',
  })
}

function notARoot({ document, at }: Cursor, what: string) {
  return xmlError(document, at, 'POLICY_XML_ROOT', {
    what,
    why: 'a document is one element, with nothing but comments around it',
    fix: 'keep one <policies> or <fragment> element',
  })
}

/** Space, comments and processing instructions around the root element. */
function skipBetween(cursor: Cursor): void {
  do skipSpace(cursor)
  while (skipMarkup(cursor))
}

/** One comment, processing instruction or refused document type; false when there is none. */
function skipMarkup(cursor: Cursor): boolean {
  if (isAt(cursor, '<!--')) skipUntil(cursor, '-->', 'comment')
  else if (isAt(cursor, '<?')) skipUntil(cursor, '?>', 'processing instruction')
  else if (isAt(cursor, '<!') && !isAt(cursor, '<![CDATA[')) {
    throw xmlError(cursor.document, cursor.at, 'POLICY_XML_DOCTYPE', {
      what: 'a document type or other declaration',
      why: 'policy documents have none: entities of others could read files or grow without end',
      fix: 'delete it',
    })
  } else return false
  return true
}

function elementAt(cursor: Cursor, depth: number): XmlElement {
  const { document, xml, at: offset } = cursor
  if (depth >= depthMax) {
    throw xmlError(document, offset, 'POLICY_XML_TOO_DEEP', {
      what: `elements are nested more than ${depthMax} deep`,
      why: 'a policy document never needs that',
      fix: 'flatten it',
    })
  }
  cursor.elements += 1
  if (cursor.elements > elementsMax) {
    throw xmlError(document, offset, 'POLICY_XML_TOO_MANY', {
      what: `the document has more than ${elementsMax} elements`,
      why: 'a policy document never needs that many',
      fix: 'move parts of it into policy fragments',
    })
  }
  cursor.at += 1
  const name = nameAt(cursor, 'element')
  const attributes = attributesAt(cursor, name, offset)
  const isEmpty = isAt(cursor, '/>')
  cursor.at += isEmpty ? 2 : 1
  const start = cursor.at
  const children: XmlElement[] = []
  const text: TextParts = { parts: [], offset: -1 }
  const end = isEmpty ? start : contentAt(cursor, { name, offset, depth, children, text })
  return {
    name,
    attributes,
    children,
    text: textOf(text),
    textOffset: text.offset < 0 ? start : text.offset,
    innerXml: xml.slice(start, end),
    offset,
    document,
  }
}

type Open = {
  readonly name: string
  readonly offset: number
  readonly depth: number
  readonly children: XmlElement[]
  readonly text: TextParts
}

/** Reads up to and past the end tag; gives the offset where the end tag begins. */
function contentAt(cursor: Cursor, open: Open): number {
  const { document, xml } = cursor
  while (cursor.at < xml.length) {
    if (!isAt(cursor, '<')) appendText(cursor, open.text)
    else if (isAt(cursor, '</')) return endTagAt(cursor, open)
    else if (isAt(cursor, '<![CDATA[')) appendCdata(cursor, open.text)
    else if (!skipMarkup(cursor)) open.children.push(elementAt(cursor, open.depth + 1))
  }
  throw xmlError(document, open.offset, 'POLICY_XML_UNCLOSED', {
    what: `<${open.name}> is never closed`,
    why: 'the document ends before its end tag',
    fix: `add </${open.name}>`,
  })
}

function endTagAt(cursor: Cursor, open: Open): number {
  const offset = cursor.at
  cursor.at += 2
  const name = nameAt(cursor, 'end tag')
  if (name !== open.name) {
    throw xmlError(cursor.document, offset, 'POLICY_XML_MISMATCHED', {
      what: `</${name}> where </${open.name}> is expected`,
      why: `<${open.name}> is the element that is open here`,
      fix: `close <${open.name}> first, or delete </${name}>`,
    })
  }
  skipSpace(cursor)
  if (!isAt(cursor, '>')) {
    throw xmlError(cursor.document, offset, 'POLICY_XML_UNCLOSED', {
      what: `the end tag </${name} has no >`,
      why: 'an end tag holds a name and nothing else',
      fix: `write </${name}>`,
    })
  }
  cursor.at += 1
  return offset
}
