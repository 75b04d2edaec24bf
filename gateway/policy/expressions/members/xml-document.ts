import { addContent } from '../runtime/xml-content.ts'
import { parseXml } from '../runtime/xml-parse.ts'
import { selectXml } from '../runtime/xpath.ts'
import type { Value } from '../value.ts'
import { NetEnum } from '../values/number.ts'
import { XDeclaration, XDocument, XElement, XmlNamespaces } from '../values/xml.ts'
import { defineType } from './define.ts'
import { nullable, objectKind, optional, rest } from './kind.ts'
import { any, dynamic, enumKind, sequence, text, textOrNull } from './kinds.ts'
import { xDocument, xElement, xmlNamespaces, xNode } from './xml-kinds.ts'

const declaration = objectKind(XDeclaration, 'XDeclaration')

export const xDocumentType = defineType('XDocument', xDocument)
  .property('Root', nullable(xElement), ({ root }) => root)
  .property('Declaration', nullable(declaration), (self) => self.declaration)
  .setter('Declaration', (self, _, value) => {
    self.declaration = value instanceof XDeclaration ? value : undefined
  })
  .static('Parse', [text, optional(enumKind('LoadOptions'))], xDocument, ([xml, options]) =>
    parseXml(xml, ((options ?? 0) & 1) !== 0),
  )
  .create([rest(any)], ([contents]) => {
    const made = new XDocument()
    for (const content of contents) {
      if (content instanceof XDeclaration) made.declaration = content
      else addContent(made, content)
    }
    return made
  })

export const xDeclarationType = defineType('XDeclaration', declaration)
  .property('Version', text, ({ version }) => version)
  .property('Encoding', textOrNull, ({ encoding }) => encoding)
  .property('Standalone', textOrNull, ({ standalone }) => standalone)
  .method('ToString', [], text, (self) => {
    const encoding = self.encoding === undefined ? '' : ` encoding="${self.encoding}"`
    const standalone = self.standalone === undefined ? '' : ` standalone="${self.standalone}"`
    return `<?xml version="${self.version}"${encoding}${standalone}?>`
  })
  .create([textOrNull, textOrNull, textOrNull], ([version, encoding, standalone]) => {
    return new XDeclaration(version ?? '1.0', encoding, standalone)
  })

export const xmlNamespacesType = defineType('XmlNamespaceManager', xmlNamespaces)
  .method('AddNamespace', [text, text], dynamic, ({ uris }, [prefix, uri]) => {
    uris.set(prefix, uri)
    return null
  })
  .method('LookupNamespace', [text], textOrNull, ({ uris }, [prefix]) => uris.get(prefix))
  .create([any], () => new XmlNamespaces())

/** Only ever passed on, to an XmlNamespaceManager. */
export const nameTableType = defineType<Value>('NameTable', any).create(
  [],
  () => new NetEnum('NameTable', 'NameTable', 0),
)

export const navigatorType = defineType<Value>('XPathNavigator', any).property(
  'NameTable',
  dynamic,
  () => new NetEnum('NameTable', 'NameTable', 0),
)

/** The extension methods of System.Xml.XPath, called by their full name. */
export const xmlExtensionsType = defineType<Value>('Extensions', undefined)
  .static('CreateNavigator', [xNode, optional(any)], dynamic, () => {
    return new NetEnum('XPathNavigator', 'XPathNavigator', 0)
  })
  .static(
    'XPathSelectElement',
    [xNode, text, optional(xmlNamespaces)],
    nullable(xElement),
    ([node, path, by]) => selectXml(node, path, by).find((one) => one instanceof XElement),
  )
  .static(
    'XPathSelectElements',
    [xNode, text, optional(xmlNamespaces)],
    sequence,
    ([node, path, by]) => selectXml(node, path, by).filter((one) => one instanceof XElement),
  )
