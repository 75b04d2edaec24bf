import { nameIn } from '../runtime/xml-content.ts'
import { NetName, NetNamespace, xmlNamespace, xmlnsNamespace } from '../values/xml.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { text } from './kinds.ts'
import { xName, xNamespace } from './xml-kinds.ts'

export const xNameType = defineType('XName', objectKind(NetName, 'XName'))
  .property('LocalName', text, ({ local }) => local)
  .property('NamespaceName', text, ({ uri }) => uri)
  .property('Namespace', xNamespace, ({ uri }) => new NetNamespace(uri))
  .method('ToString', [], text, (self) => self.text)
  .static('Get', [xName], xName, ([name]) => name)
  .static('Get', [text, text], xName, ([local, uri]) => nameIn(new NetNamespace(uri), local))

export const xNamespaceType = defineType('XNamespace', objectKind(NetNamespace, 'XNamespace'))
  .property('NamespaceName', text, ({ uri }) => uri)
  .method('GetName', [text], xName, nameWithin)
  .method('ToString', [], text, ({ uri }) => uri)
  .value('None', xNamespace, () => new NetNamespace(''))
  .value('Xml', xNamespace, () => new NetNamespace(xmlNamespace))
  .value('Xmlns', xNamespace, () => new NetNamespace(xmlnsNamespace))
  .static('Get', [text], xNamespace, ([uri]) => new NetNamespace(uri))

function nameWithin(self: NetNamespace, [local]: readonly [string]): NetName {
  return nameIn(self, local)
}
