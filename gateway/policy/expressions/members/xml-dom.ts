import { raise } from '../error.ts'
import { parseXml } from '../runtime/xml-parse.ts'
import { xmlText } from '../runtime/xml-text.ts'
import { selectXml } from '../runtime/xpath.ts'
import { NetObject, type Value } from '../value.ts'
import { NetQuery } from '../values/collection.ts'
import {
  textWithin,
  XAttribute,
  XContainer,
  XDocument,
  XElement,
  XNode,
  type XObject,
} from '../values/xml.ts'
import { defineType } from './define.ts'
import { nullable, objectKind, optional } from './kind.ts'
import { dynamic, sequence, text, textOrNull } from './kinds.ts'
import { xmlNamespaces } from './xml-kinds.ts'

/** A node as `System.Xml` sees it, over the tree of `System.Xml.Linq`. */
class DomNode extends NetObject {
  readonly netType: 'XmlNode' | 'XmlDocument'
  node: XObject

  constructor(netType: 'XmlNode' | 'XmlDocument', node: XObject) {
    super()
    this.netType = netType
    this.node = node
  }
}

const dom = objectKind(DomNode, 'XmlNode')
const child = nullable(dom)

export const xmlNodeType = defineType('XmlNode', dom)
  .property('InnerText', text, ({ node }) => innerText(node))
  .property('InnerXml', text, ({ node }) =>
    node instanceof XContainer ? node.nodes.map((one) => xmlText(one, false, '')).join('') : '',
  )
  .property('OuterXml', text, ({ node }) => xmlText(node, false, ''))
  .property('Name', text, ({ node }) => nameOf(node))
  .property('LocalName', text, ({ node }) => nameOf(node))
  .property('Value', textOrNull, ({ node }) =>
    node instanceof XContainer ? undefined : innerText(node),
  )
  .property('FirstChild', child, ({ node }) =>
    node instanceof XContainer ? domOf(node.nodes[0]) : undefined,
  )
  .property('ChildNodes', sequence, ({ node }) =>
    node instanceof XContainer ? node.nodes.map(madeOf) : [],
  )
  .property('ParentNode', child, ({ node }) => domOf(node.parent))
  .method('SelectSingleNode', [text, optional(xmlNamespaces)], child, ({ node }, [path, by]) =>
    domOf(selectXml(node, path, by)[0]),
  )
  .method('SelectNodes', [text, optional(xmlNamespaces)], dynamic, ({ node }, [path, by]) => {
    return new NetQuery(selectXml(node, path, by).map(madeOf))
  })
  // `node["name"]` is the first element of the name.
  .indexer([text], child, ({ node }, [name]) =>
    domOf(
      node instanceof XContainer
        ? node.nodes.find((one) => one instanceof XElement && one.name.local === name)
        : undefined,
    ),
  )

export const xmlDocumentType = defineType('XmlDocument', objectKind(DomNode, 'XmlDocument'))
  .property('DocumentElement', child, ({ node }) =>
    node instanceof XDocument ? domOf(node.root) : undefined,
  )
  .property('NameTable', dynamic, () => null)
  .method('LoadXml', [text], dynamic, (self, [xml]) => {
    self.node = parseXml(xml)
    return null
  })
  .method('Load', [text], dynamic, () =>
    raise('NotSupportedException', 'Policies read no files and no addresses.'),
  )
  .create([], (): Value => new DomNode('XmlDocument', new XDocument()))

function innerText(node: XObject): string {
  if (node instanceof XAttribute) return node.value
  return node instanceof XNode ? textWithin(node) : ''
}

function nameOf(node: XObject): string {
  return node instanceof XElement || node instanceof XAttribute ? node.name.local : '#text'
}

function madeOf(node: XObject): DomNode {
  return new DomNode('XmlNode', node)
}

function domOf(node: XObject | undefined): DomNode | undefined {
  return node === undefined ? undefined : madeOf(node)
}
