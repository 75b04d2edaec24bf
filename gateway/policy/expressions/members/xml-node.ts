import { raise } from '../error.ts'
import { enumMembers } from '../runtime/enums.ts'
import { newLine } from '../runtime/json-text.ts'
import { addContent } from '../runtime/xml-content.ts'
import { xmlText } from '../runtime/xml-text.ts'
import { selectXml } from '../runtime/xpath.ts'
import type { Value } from '../value.ts'
import { NetEnum } from '../values/number.ts'
import {
  detach,
  elementsOf,
  isSameName,
  type NetName,
  XAttribute,
  XComment,
  type XContainer,
  XDocument,
  XElement,
  type XNode,
  type XObject,
  XText,
} from '../values/xml.ts'
import { defineType } from './define.ts'
import { saveOptions } from './enums.ts'
import { nullable, objectKind, optional, rest } from './kind.ts'
import { any, bool, dynamic, sequence, text } from './kinds.ts'
import {
  xContainer,
  xDocument,
  xElement,
  xmlNamespaces,
  xName,
  xNode,
  xObject,
} from './xml-kinds.ts'
import { readNode, xmlReader } from './xml-reader.ts'

const disableFormatting = 1

export const xObjectType = defineType('XObject', xObject)
  .property('Parent', nullable(xElement), ({ parent }) =>
    parent instanceof XElement ? parent : undefined,
  )
  .property('Document', nullable(xDocument), documentOf)
  .property('NodeType', dynamic, (self) => nodeType(self))
  .method('ToString', [optional(saveOptions)], text, (self, [options]) =>
    xmlText(self, options !== disableFormatting, newLine),
  )

export const xNodeType = defineType('XNode', xNode)
  .property('NextNode', nullable(xNode), (self) => beside(self, 1))
  .property('PreviousNode', nullable(xNode), (self) => beside(self, -1))
  .method('Remove', [], dynamic, (self) => {
    if (self.parent === undefined) raise('InvalidOperationException', 'The parent is missing.')
    detach(self)
    return null
  })
  .method('AddAfterSelf', [rest(any)], dynamic, (self, [contents]) => added(self, contents, 1))
  .method('AddBeforeSelf', [rest(any)], dynamic, (self, [contents]) => added(self, contents, 0))
  .method('ReplaceWith', [rest(any)], dynamic, (self, [contents]) => {
    added(self, contents, 0)
    detach(self)
    return null
  })
  .method('Ancestors', [optional(xName)], sequence, (self, [name]) =>
    named(ancestorsOf(self), name),
  )
  .method('ElementsAfterSelf', [optional(xName)], sequence, (self, [name]) =>
    named(siblings(self).slice(1), name),
  )
  .method('ElementsBeforeSelf', [optional(xName)], sequence, (self, [name]) => {
    const nodes = self.parent?.nodes ?? []
    return named(onlyElements(nodes.slice(0, nodes.indexOf(self))), name)
  })
  .method('IsAfter', [xNode], bool, (self, [other]) => siblingsAfter(other).includes(self))
  .method('XPathSelectElement', [text, optional(xmlNamespaces)], nullable(xElement), firstElement)
  .method('XPathSelectElements', [text, optional(xmlNamespaces)], sequence, (self, [path, by]) =>
    onlyElements(selectXml(self, path, by)),
  )
  .method('XPathEvaluate', [text, optional(xmlNamespaces)], sequence, (self, [path, by]) => [
    ...selectXml(self, path, by),
  ])
  .method('CreateNavigator', [], dynamic, () => new NetEnum('XPathNavigator', 'XPathNavigator', 0))
  .static('ReadFrom', [xmlReader], xNode, ([reader]) => readNode(reader))
  .static('DeepEquals', [nullable(xNode), nullable(xNode)], bool, ([left, right]) =>
    left === undefined || right === undefined
      ? left === right
      : xmlText(left, false, '') === xmlText(right, false, ''),
  )

export const xContainerType = defineType('XContainer', xContainer)
  .property('FirstNode', nullable(xNode), ({ nodes }) => nodes[0])
  .property('LastNode', nullable(xNode), ({ nodes }) => nodes.at(-1))
  .method('Nodes', [], sequence, ({ nodes }) => [...nodes])
  .method('Element', [xName], nullable(xElement), (self, [name]) =>
    elementsOf(self).find((one) => isSameName(one.name, name)),
  )
  .method('Elements', [optional(xName)], sequence, (self, [name]) => named(elementsOf(self), name))
  .method('Descendants', [optional(xName)], sequence, (self, [name]) =>
    named(descendantsOf(self), name),
  )
  .method('DescendantNodes', [], sequence, nodesWithin)
  .method('Add', [rest(any)], dynamic, (self, [contents]) => {
    for (const content of contents) addContent(self, content)
    return null
  })
  .method('AddFirst', [rest(any)], dynamic, (self, [contents]) => {
    for (const [index, content] of contents.entries()) addContent(self, content, index)
    return null
  })
  .method('RemoveNodes', [], dynamic, (self) => {
    for (const node of [...self.nodes]) detach(node)
    return null
  })
  .method('ReplaceNodes', [rest(any)], dynamic, (self, [contents]) => {
    for (const node of [...self.nodes]) detach(node)
    for (const content of contents) addContent(self, content)
    return null
  })

function documentOf(self: XObject): XDocument | undefined {
  let at = self
  while (at.parent !== undefined) at = at.parent
  return at instanceof XDocument ? at : undefined
}

function nodeType(self: XObject): NetEnum {
  const name =
    self instanceof XElement
      ? 'Element'
      : self instanceof XAttribute
        ? 'Attribute'
        : self instanceof XDocument
          ? 'Document'
          : self instanceof XComment
            ? 'Comment'
            : self instanceof XText && self.netType === 'XCData'
              ? 'CDATA'
              : self instanceof XText
                ? 'Text'
                : 'ProcessingInstruction'
  return new NetEnum('XmlNodeType', name, enumMembers('XmlNodeType')?.[name] ?? 0)
}

function beside(self: XNode, offset: 1 | -1): XNode | undefined {
  const nodes = self.parent?.nodes ?? []
  return nodes[nodes.indexOf(self) + offset]
}

function added(self: XNode, contents: readonly Value[], offset: 0 | 1): null {
  const { parent } = self
  if (parent === undefined) return raise('InvalidOperationException', 'The parent is missing.')
  const at = parent.nodes.indexOf(self) + offset
  for (const [index, content] of contents.entries()) addContent(parent, content, at + index)
  return null
}

function onlyElements(nodes: readonly XObject[]): readonly XElement[] {
  return nodes.filter((one) => one instanceof XElement)
}

function siblingsAfter(self: XNode): readonly XNode[] {
  const nodes = self.parent?.nodes ?? []
  return nodes.slice(nodes.indexOf(self) + 1)
}

function siblings(self: XNode): readonly XElement[] {
  const nodes = self.parent?.nodes ?? []
  return onlyElements(nodes.slice(nodes.indexOf(self)))
}

function ancestorsOf(self: XNode): XElement[] {
  const { parent } = self
  return parent instanceof XElement ? [parent, ...ancestorsOf(parent)] : []
}

function named(elements: readonly XElement[], name: NetName | undefined): readonly XElement[] {
  return name === undefined ? elements : elements.filter((one) => isSameName(one.name, name))
}

function descendantsOf(self: XObject): XElement[] {
  return elementsOf(self).flatMap((one) => [one, ...descendantsOf(one)])
}

function nodesWithin(self: XContainer): readonly XNode[] {
  return self.nodes.flatMap((node) =>
    node instanceof XElement ? [node, ...nodesWithin(node)] : [node],
  )
}

function firstElement(
  self: XNode,
  [path, by]: readonly [string, Parameters<typeof selectXml>[2]],
): XElement | undefined {
  return onlyElements(selectXml(self, path, by))[0]
}

export const xTextType = defineType('XText', objectKind(XText, 'XText'))
  .property('Value', text, ({ value }) => value)
  .setter('Value', (self, _, value) => {
    self.value = text.from(value)
  })
  .create([text], ([value]) => new XText('XText', value))

export const xCDataType = defineType('XCData', objectKind(XText, 'XCData')).create(
  [text],
  ([value]) => new XText('XCData', value),
)

export const xCommentType = defineType('XComment', objectKind(XComment, 'XComment'))
  .property('Value', text, ({ value }) => value)
  .create([text], ([value]) => new XComment(value))
