import { spendItems, spendStep } from '../budget.ts'
import { NetObject } from '../value.ts'

export const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'
export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** `XNamespace`: its URI, empty for none. */
export class NetNamespace extends NetObject {
  readonly netType = 'XNamespace'
  readonly uri: string

  constructor(uri: string) {
    super()
    this.uri = uri
  }
}

/** `XName`: equal when both parts are. */
export class NetName extends NetObject {
  readonly netType = 'XName'
  readonly local: string
  readonly uri: string

  constructor(local: string, uri: string) {
    super()
    this.local = local
    this.uri = uri
  }

  get text(): string {
    return this.uri === '' ? this.local : `{${this.uri}}${this.local}`
  }
}

export function isSameName(left: NetName, right: NetName): boolean {
  return left.local === right.local && left.uri === right.uri
}

/** Whatever stands in an XML tree and knows what it stands in. */
export abstract class XObject extends NetObject {
  parent: XContainer | undefined = undefined
}

export class XAttribute extends XObject {
  readonly netType = 'XAttribute'
  readonly name: NetName
  value: string

  constructor(name: NetName, value: string) {
    super()
    this.name = name
    this.value = value
  }

  /** `xmlns="…"` and `xmlns:p="…"` name a namespace. */
  get isDeclaration(): boolean {
    return this.name.uri === xmlnsNamespace || (this.name.uri === '' && this.name.local === 'xmlns')
  }
}

export abstract class XNode extends XObject {}

export class XText extends XNode {
  readonly netType: 'XText' | 'XCData'
  value: string

  constructor(netType: 'XText' | 'XCData', value: string) {
    super()
    this.netType = netType
    this.value = value
  }
}

export class XComment extends XNode {
  readonly netType = 'XComment'
  value: string

  constructor(value: string) {
    super()
    this.value = value
  }
}

export class XInstruction extends XNode {
  readonly netType = 'XProcessingInstruction'
  readonly target: string
  readonly data: string

  constructor(target: string, data: string) {
    super()
    this.target = target
    this.data = data
  }
}

export abstract class XContainer extends XNode {
  readonly nodes: XNode[] = []
}

export class XElement extends XContainer {
  readonly netType = 'XElement'
  name: NetName
  readonly attributes: XAttribute[] = []
  /** False for `<a></a>`, which is written as it was. */
  isEmpty = true

  constructor(name: NetName) {
    super()
    this.name = name
  }
}

/** `<?xml version="1.0" encoding="utf-8" standalone="yes"?>` */
export class XDeclaration extends NetObject {
  readonly netType = 'XDeclaration'
  readonly version: string
  readonly encoding: string | undefined
  readonly standalone: string | undefined

  constructor(version: string, encoding: string | undefined, standalone: string | undefined) {
    super()
    this.version = version
    this.encoding = encoding
    this.standalone = standalone
  }
}

export class XDocument extends XContainer {
  readonly netType = 'XDocument'
  declaration: XDeclaration | undefined = undefined

  get root(): XElement | undefined {
    return this.nodes.find((node) => node instanceof XElement)
  }
}

/** Prefixes that an XPath may use. */
export class XmlNamespaces extends NetObject {
  readonly netType = 'XmlNamespaceManager'
  readonly uris = new Map<string, string>()
}

/** Puts a node into a container; one that stands somewhere already is copied, as .NET does. */
export function appendNode(container: XContainer, node: XNode, at = container.nodes.length): void {
  const isHeld = node.parent !== undefined || isWithin(container, node)
  const owned = isHeld ? cloneNode(node) : node
  owned.parent = container
  container.nodes.splice(at, 0, owned)
  if (container instanceof XElement) container.isEmpty = false
}

/** True when the node is the container or stands around it: it must not come to hold itself. */
function isWithin(container: XContainer, node: XNode): boolean {
  let at: XNode | undefined = container
  while (at !== undefined && at !== node) at = at.parent
  return at !== undefined
}

export function appendAttribute(element: XElement, attribute: XAttribute): void {
  const owned =
    attribute.parent === undefined ? attribute : new XAttribute(attribute.name, attribute.value)
  owned.parent = element
  element.attributes.push(owned)
}

export function cloneNode(node: XNode): XNode {
  spendStep()
  // A copy of what was copied doubles with each: it costs what making it anew would.
  spendItems(node instanceof XElement ? 1 + node.attributes.length : 1)
  if (node instanceof XText) return new XText(node.netType, node.value)
  if (node instanceof XComment) return new XComment(node.value)
  if (node instanceof XInstruction) return new XInstruction(node.target, node.data)
  const copy = node instanceof XElement ? copiedElement(node) : new XDocument()
  if (node instanceof XContainer) for (const child of node.nodes) appendNode(copy, cloneNode(child))
  if (node instanceof XElement && copy instanceof XElement) copy.isEmpty = node.isEmpty
  if (node instanceof XDocument && copy instanceof XDocument) copy.declaration = node.declaration
  return copy
}

function copiedElement({ name, attributes }: XElement): XElement {
  const copy = new XElement(name)
  for (const attribute of attributes) {
    appendAttribute(copy, new XAttribute(attribute.name, attribute.value))
  }
  return copy
}

/** Takes a node or attribute out of what it stands in. */
export function detach(one: XObject): void {
  const { parent } = one
  if (parent === undefined) return
  const held: XObject[] =
    one instanceof XAttribute && parent instanceof XElement ? parent.attributes : parent.nodes
  const at = held.indexOf(one)
  if (at >= 0) held.splice(at, 1)
  if (parent instanceof XElement && parent.nodes.length === 0) parent.isEmpty = true
  one.parent = undefined
}

/** All text inside, in order. */
export function textWithin(node: XNode): string {
  if (node instanceof XText) return node.value
  return node instanceof XContainer ? node.nodes.map(textWithin).join('') : ''
}

export function elementsOf(node: XObject): readonly XElement[] {
  return node instanceof XContainer ? node.nodes.filter((one) => one instanceof XElement) : []
}
