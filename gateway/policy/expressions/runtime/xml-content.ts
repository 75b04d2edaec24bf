import { raise } from '../error.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { guidFromText } from '../values/guid.ts'
import { NetDateTime, NetDateTimeOffset } from '../values/time.ts'
import {
  appendAttribute,
  appendNode,
  NetName,
  type NetNamespace,
  textWithin,
  XAttribute,
  type XContainer,
  XDocument,
  XElement,
  XNode,
  XText,
} from '../values/xml.ts'
import { parseDate, parseDateOffset } from './date-parse.ts'
import { tryItems } from './iterate.ts'
import { valueJson } from './json-text.ts'
import { isNumericTypeName } from './number.ts'
import { parseNumber } from './number-parse.ts'
import { toText } from './text.ts'

const nameStart = /^[\p{L}_][\p{L}\p{Nd}\p{Mn}\p{Mc}._-]*$/u

/** `"a"` or `"{uri}a"`, which C# turns into an XName by itself. */
export function nameOf(value: string | NetName): NetName {
  if (typeof value !== 'string') return value
  const [, uri = '', local = value] = /^\{([^}]*)\}(.*)$/s.exec(value) ?? []
  if (local === '') raise('ArgumentException', 'The name of an element may not be empty.')
  if (!nameStart.test(local)) {
    raise('XmlException', `'${local}' is no name: it holds a character that no name may.`)
  }
  return new NetName(local, uri)
}

/** `namespace + "name"` */
export function nameIn({ uri }: NetNamespace, local: string): NetName {
  return new NetName(nameOf(local).local, uri)
}

/** What `new XElement(name, content)` and `Add` take: nodes, attributes, sequences, values. */
export function addContent(container: XContainer, content: Value, at?: number): void {
  if (content === null) return
  if (content instanceof XAttribute) {
    if (!(container instanceof XElement))
      raise('ArgumentException', 'An attribute cannot be added.')
    const isThere = container.attributes.some(({ name }) => name.text === content.name.text)
    if (isThere) raise('InvalidOperationException', 'Duplicate attribute.')
    appendAttribute(container, content)
    return
  }
  if (content instanceof XNode) {
    appendNode(container, content, at)
    return
  }
  const items = typeof content === 'string' ? undefined : tryItems(content)
  if (items === undefined) {
    addText(container, contentText(content))
    return
  }
  for (const [index, item] of items.entries()) {
    addContent(container, item, at === undefined ? undefined : at + index)
  }
}

/** Text beside text is one. */
function addText(container: XContainer, text: string): void {
  if (container instanceof XDocument) {
    if (text.trim() !== '') raise('ArgumentException', 'A document cannot hold text.')
    return
  }
  const last = container.nodes.at(-1)
  if (last instanceof XText && last.netType === 'XText') last.value += text
  else if (text !== '') appendNode(container, new XText('XText', text))
  if (container instanceof XElement) container.isEmpty = false
}

/** As XML Schema writes values: true in lower case, dates as ISO. */
export function contentText(value: Value): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof NetDateTime || value instanceof NetDateTimeOffset) {
    return valueJson(value).slice(1, -1)
  }
  return toText(value)
}

/** `element.Value = "text"` */
export function setText(element: XElement, text: string): void {
  for (const node of element.nodes) node.parent = undefined
  element.nodes.length = 0
  addText(element, text)
}

/** `(int)element`, `(string)attribute`. Throws FormatException. */
export function fromXml(type: TypeNode, value: XElement | XAttribute): Value | undefined {
  const text = value instanceof XElement ? textWithin(value) : value.value
  const { name } = type
  if (name === 'string') return text
  if (isNumericTypeName(name)) return parseNumber(name, text)
  if (name === 'bool') return boolOf(text)
  if (name === 'DateTime') return parseDate(text) ?? refused(text)
  if (name === 'DateTimeOffset') return parseDateOffset(text) ?? refused(text)
  if (name === 'Guid') return guidFromText(text) ?? refused(text)
  return undefined
}

function boolOf(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (word === 'true' || word === '1') return true
  return word === 'false' || word === '0' ? false : refused(text)
}

function refused(text: string): never {
  raise('FormatException', `'${text}' was not in a correct format.`)
}
