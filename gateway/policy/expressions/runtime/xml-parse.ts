import { SaxesParser, type SaxesTagNS } from 'saxes'
import { spendSize, spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import {
  appendAttribute,
  appendNode,
  NetName,
  XAttribute,
  XComment,
  type XContainer,
  XDeclaration,
  XDocument,
  XElement,
  XInstruction,
  XText,
  xmlNamespace,
  xmlnsNamespace,
} from '../values/xml.ts'

/** Far above what people write; deeper trees would fill the stack of whoever walks them. */
const depthMax = 256

/**
 * Reads XML 1.0 with namespaces. White space alone between elements is left out unless it is
 * preserved. Throws XmlException, also for a document type: entities are nobody's to define.
 */
export function parseXml(text: string, isPreserved = false): XDocument {
  spendSize(text.length)
  const parser = new SaxesParser({ xmlns: true, position: false })
  const document = new XDocument()
  const open: XContainer[] = [document]
  const into = (): XContainer => open.at(-1) ?? document
  parser.on('opentag', (tag) => {
    spendStep()
    const element = elementOf(tag)
    appendNode(into(), element)
    if (open.length > depthMax) refuse(`more than ${depthMax} elements inside each other`)
    open.push(element)
    if (tag.isSelfClosing) element.isEmpty = true
  })
  parser.on('closetag', (tag) => {
    const element = open.pop()
    if (element instanceof XElement) element.isEmpty = tag.isSelfClosing
  })
  parser.on('text', (value) => {
    const isKept = isPreserved || value.trim() !== '' || keepsSpace(into())
    if (into() instanceof XElement && isKept) appendNode(into(), new XText('XText', value))
  })
  parser.on('cdata', (value) => appendNode(into(), new XText('XCData', value)))
  parser.on('comment', (value) => appendNode(into(), new XComment(value)))
  parser.on('processinginstruction', ({ target, body }) =>
    appendNode(into(), new XInstruction(target, body)),
  )
  parser.on('xmldecl', ({ version, encoding, standalone }) => {
    document.declaration = new XDeclaration(version ?? '1.0', encoding, standalone)
  })
  parser.on('doctype', () => refuse('a document type is not read here'))
  parser.on('error', (error) => refuse(error.message))
  parser.write(text.startsWith('\uFEFF') ? text.slice(1) : text).close()
  return document
}

/** The root alone, as `XElement.Parse` gives it. */
export function parseElement(text: string, isPreserved = false): XElement {
  const { root } = parseXml(text, isPreserved)
  if (root === undefined) return refuse('Root element is missing.')
  root.parent = undefined
  return root
}

function refuse(message: string): never {
  raise('XmlException', message)
}

function elementOf({ local, uri, attributes }: SaxesTagNS): XElement {
  const element = new XElement(new NetName(local, uri))
  for (const attribute of Object.values(attributes)) {
    const isDefault = attribute.prefix === 'xmlns' && attribute.local === ''
    const isPlain = attribute.name === 'xmlns' || isDefault
    const name = isPlain
      ? new NetName('xmlns', '')
      : new NetName(attribute.local, attribute.prefix === 'xmlns' ? xmlnsNamespace : attribute.uri)
    appendAttribute(element, new XAttribute(name, attribute.value))
  }
  return element
}

function keepsSpace(container: XContainer): boolean {
  for (let at: XContainer | undefined = container; at !== undefined; at = at.parent) {
    if (!(at instanceof XElement)) return false
    const space = at.attributes.find(
      ({ name }) => name.local === 'space' && name.uri === xmlNamespace,
    )
    if (space !== undefined) return space.value === 'preserve'
  }
  return false
}
