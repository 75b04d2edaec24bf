import { raise } from '../error.ts'
import { enumMembers } from '../runtime/enums.ts'
import { xmlName, xmlText } from '../runtime/xml-text.ts'
import { NetEnum } from '../values/number.ts'
import { cloneNode, textWithin, XDeclaration, XElement, XNode } from '../values/xml.ts'
import { XmlCursor, type XmlStop } from '../values/xml-reader.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { bool, dynamic, int, text, textOrNull } from './kinds.ts'
import { stringReader } from './text-reader.ts'

export const xmlReader = objectKind(XmlCursor, 'XmlReader')

/**
 * Of a text alone: nothing is read from a file or an address. Not in the service's list of types, and
 * in use in its own samples (api-management-policy-snippets).
 */
export const xmlReaderType = defineType('XmlReader', xmlReader)
  .property('EOF', bool, ({ isAtEnd }) => isAtEnd)
  .property('NodeType', dynamic, ({ here }) => nodeType(here?.type ?? 'None'))
  .property('Name', text, ({ here }) => nameOf(here))
  .property('LocalName', text, ({ here }) => nameOf(here).replace(/^.*:/, ''))
  .property('Prefix', text, ({ here }) => /^(.*):/.exec(nameOf(here))?.[1] ?? '')
  .property('NamespaceURI', text, ({ here }) => elementOf(here)?.name.uri ?? '')
  .property('Value', text, ({ here }) => shownOf(here))
  .property('HasValue', bool, ({ here }) => here !== undefined && elementOf(here) === undefined)
  .property('Depth', int, ({ here }) => here?.depth ?? 0)
  .property('IsEmptyElement', bool, ({ here }) => isWithoutEnd(here))
  .property('HasAttributes', bool, ({ here }) => attributeCountOf(here) > 0)
  .property('AttributeCount', int, ({ here }) => attributeCountOf(here))
  .indexer([text], textOrNull, (self, [name]) => attributeOf(self, name))
  .method('GetAttribute', [text], textOrNull, (self, [name]) => attributeOf(self, name))
  .method('Read', [], bool, (self) => self.move())
  .method('MoveToContent', [], dynamic, (self) => nodeType(contentOf(self)?.type ?? 'None'))
  .method('IsStartElement', [], bool, (self) => contentOf(self)?.type === 'Element')
  .method('IsStartElement', [text], bool, (self, [name]) => {
    const here = contentOf(self)
    return here?.type === 'Element' && nameOf(here) === name
  })
  .method('ReadStartElement', [], dynamic, (self) => passStart(self, undefined))
  .method('ReadStartElement', [text], dynamic, (self, [name]) => passStart(self, name))
  .method('ReadEndElement', [], dynamic, (self) => {
    if (contentOf(self)?.type !== 'EndElement') refuse('an end of an element is expected')
    self.move()
    return null
  })
  .method('ReadElementContentAsString', [], text, simpleContent)
  .method('ReadElementString', [], text, (self) => {
    contentOf(self)
    return simpleContent(self)
  })
  .method('ReadElementContentAsInt', [], int, (self) => {
    const content = simpleContent(self).trim()
    return /^[+-]?\d{1,10}$/.test(content) ? Number(content) : refuse(`${content} is no number`)
  })
  .method('ReadInnerXml', [], text, (self) => {
    const element = elementOf(self.here)
    passAll(self)
    return element?.nodes.map((node) => xmlText(node, false, '')).join('') ?? ''
  })
  .method('ReadOuterXml', [], text, (self) => {
    const node = self.here?.node
    passAll(self)
    return node instanceof XNode ? xmlText(node, false, '') : ''
  })
  .method('ReadToFollowing', [text], bool, (self, [name]) => find(self, name, Number.MAX_VALUE))
  .method('ReadToDescendant', [text], bool, (self, [name]) => {
    const end = self.here?.next
    if (isWithoutEnd(self.here)) return false
    return end === undefined ? find(self, name, Number.MAX_VALUE) : find(self, name, end - 1)
  })
  .method('ReadToNextSibling', [text], bool, nextSibling)
  .method('Skip', [], dynamic, (self) => {
    passAll(self)
    return null
  })
  .method('Close', [], dynamic, () => null)
  .static('Create', [stringReader], xmlReader, ([reader]) => new XmlCursor(reader.rest()))

/** `XNode.ReadFrom(reader)`: a copy of the node, and the reader behind it. */
export function readNode(cursor: XmlCursor): XNode {
  const { here } = cursor
  if (here === undefined) {
    raise('InvalidOperationException', 'The XmlReader state should be Interactive.')
  }
  const { node, type } = here
  if (!(node instanceof XNode) || type === 'EndElement') {
    raise('InvalidOperationException', `The XmlReader should not be on a node of type ${type}.`)
  }
  passAll(cursor)
  return cloneNode(node)
}

function nodeType(name: XmlStop['type'] | 'None'): NetEnum {
  return new NetEnum('XmlNodeType', name, enumMembers('XmlNodeType')?.[name] ?? 0)
}

function elementOf(stop: XmlStop | undefined): XElement | undefined {
  return stop?.node instanceof XElement ? stop.node : undefined
}

function nameOf(stop: XmlStop | undefined): string {
  const element = elementOf(stop)
  if (element !== undefined) return xmlName(element)
  if (stop?.type === 'XmlDeclaration') return 'xml'
  return stop !== undefined && 'target' in stop.node ? String(stop.node.target) : ''
}

function shownOf(stop: XmlStop | undefined): string {
  if (stop === undefined || elementOf(stop) !== undefined) return ''
  const { node } = stop
  if ('data' in node) return String(node.data)
  if (node instanceof XDeclaration) return `version="${node.version}"${encodingOf(node)}`
  return 'value' in node ? String(node.value) : ''
}

function encodingOf({ encoding }: XDeclaration): string {
  return encoding === undefined ? '' : ` encoding="${encoding}"`
}

function attributesOf(stop: XmlStop | undefined) {
  return stop?.type === 'Element' ? (elementOf(stop)?.attributes ?? []) : []
}

function attributeCountOf(stop: XmlStop | undefined): number {
  if (!(stop?.node instanceof XDeclaration)) return attributesOf(stop).length
  const { encoding, standalone } = stop.node
  return 1 + [encoding, standalone].filter((part) => part !== undefined).length
}

function attributeOf({ here }: XmlCursor, name: string): string | undefined {
  const element = elementOf(here)
  if (element === undefined) return undefined
  return attributesOf(here).find((attribute) => xmlName(element, attribute) === name)?.value
}

function isWithoutEnd(stop: XmlStop | undefined): boolean {
  const element = elementOf(stop)
  return element?.isEmpty === true && element.nodes.length === 0
}

const passedOver = new Set(['XmlDeclaration', 'ProcessingInstruction', 'Comment', 'Whitespace'])

/** On to the next node with content, if this is none. */
function contentOf(cursor: XmlCursor): XmlStop | undefined {
  if (!cursor.hasMoved) cursor.move()
  while (cursor.here !== undefined && passedOver.has(cursor.here.type)) cursor.move()
  return cursor.here
}

/** Behind the node and all that it holds. */
function passAll(cursor: XmlCursor): void {
  const { here } = cursor
  if (here === undefined) return
  if (here.type === 'Element') cursor.move(here.next)
  else cursor.move()
}

function passStart(cursor: XmlCursor, name: string | undefined): null {
  const here = contentOf(cursor)
  if (here?.type !== 'Element') refuse('an element is expected')
  if (name !== undefined && nameOf(here) !== name) refuse(`the element ${name} is expected`)
  cursor.move()
  return null
}

/** The text of an element without others inside it. */
function simpleContent(cursor: XmlCursor): string {
  const { here } = cursor
  const element = elementOf(here)
  if (here?.type !== 'Element' || element === undefined) {
    raise('InvalidOperationException', 'The reader is on no element.')
  }
  if (element.nodes.some((node) => node instanceof XElement)) refuse('the element holds others')
  passAll(cursor)
  return textWithin(element)
}

/** To the next start of an element of that name, before the stop of that index. */
function find(cursor: XmlCursor, name: string, end: number): boolean {
  while (cursor.move()) {
    const { here } = cursor
    if (here?.type === 'Element' && nameOf(here) === name) return true
    if (here !== undefined && here.next > end) return false
  }
  return false
}

function nextSibling(cursor: XmlCursor, [name]: readonly [string]): boolean {
  const depth = cursor.here?.depth ?? 0
  passAll(cursor)
  while (cursor.here !== undefined && cursor.here.depth >= depth) {
    const { here } = cursor
    if (here.type === 'EndElement' && here.depth < depth) return false
    if (here.type === 'Element' && here.depth === depth && nameOf(here) === name) return true
    passAll(cursor)
  }
  return false
}

function refuse(message: string): never {
  raise('XmlException', message)
}
