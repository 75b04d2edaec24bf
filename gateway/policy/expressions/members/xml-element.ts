import { raise } from '../error.ts'
import { addContent, contentText, setText } from '../runtime/xml-content.ts'
import { parseElement } from '../runtime/xml-parse.ts'
import type { Value } from '../value.ts'
import {
  appendAttribute,
  cloneNode,
  detach,
  elementsOf,
  isSameName,
  type NetName,
  NetNamespace,
  textWithin,
  XAttribute,
  XElement,
} from '../values/xml.ts'
import { defineType } from './define.ts'
import { nullable, optional, rest } from './kind.ts'
import { any, bool, dynamic, enumKind, sequence, text } from './kinds.ts'
import { xAttribute, xElement, xName, xNamespace } from './xml-kinds.ts'

const loadOptions = enumKind('LoadOptions')
const preserveWhitespace = 1

export const xElementType = defineType('XElement', xElement)
  .property('Name', xName, ({ name }) => name)
  .property('Value', text, textWithin)
  .property('IsEmpty', bool, ({ nodes, isEmpty }) => isEmpty && nodes.length === 0)
  .property('HasElements', bool, (self) => elementsOf(self).length > 0)
  .property('HasAttributes', bool, ({ attributes }) => attributes.length > 0)
  .property('FirstAttribute', nullable(xAttribute), ({ attributes }) => attributes[0])
  .property('LastAttribute', nullable(xAttribute), ({ attributes }) => attributes.at(-1))
  .setter('Name', (self, _, value) => {
    self.name = xName.from(value)
  })
  .setter('Value', (self, _, value) => setText(self, text.from(value)))
  .method('Attribute', [xName], nullable(xAttribute), (self, [name]) => attributeOf(self, name))
  .method('Attributes', [optional(xName)], sequence, ({ attributes }, [name]) =>
    attributes.filter((one) => name === undefined || isSameName(one.name, name)),
  )
  .method('DescendantsAndSelf', [], sequence, selfAndBelow)
  .method('AncestorsAndSelf', [], sequence, selfAndAbove)
  .method('GetDefaultNamespace', [], xNamespace, (self) => namespaceOf(self, ''))
  .method('GetNamespaceOfPrefix', [text], xNamespace, (self, [prefix]) => namespaceOf(self, prefix))
  .method('SetAttributeValue', [xName, any], dynamic, (self, [name, value]) =>
    setAttribute(self, name, value),
  )
  .method('SetElementValue', [xName, any], dynamic, (self, [name, value]) =>
    setElement(self, name, value),
  )
  .method('SetValue', [any], dynamic, (self, [value]) => {
    setText(self, contentText(value))
    return null
  })
  .method('RemoveAttributes', [], dynamic, (self) => {
    for (const one of [...self.attributes]) detach(one)
    return null
  })
  .method('RemoveAll', [], dynamic, (self) => {
    for (const one of [...self.attributes, ...self.nodes]) detach(one)
    return null
  })
  .method('ReplaceAll', [rest(any)], dynamic, (self, [contents]) => {
    for (const one of [...self.attributes, ...self.nodes]) detach(one)
    for (const content of contents) addContent(self, content)
    return null
  })
  .static('Parse', [text, optional(loadOptions)], xElement, ([xml, options]) =>
    parseElement(xml, ((options ?? 0) & preserveWhitespace) !== 0),
  )
  .create([xElement], ([other]) => cloneNode(other))
  .create([xName, rest(any)], ([name, contents]) => {
    const made = new XElement(name)
    for (const content of contents) addContent(made, content)
    return made
  })

function attributeOf({ attributes }: XElement, name: NetName): XAttribute | undefined {
  return attributes.find((one) => isSameName(one.name, name))
}

function selfAndBelow(self: XElement): XElement[] {
  return [self, ...elementsOf(self).flatMap(selfAndBelow)]
}

function selfAndAbove(self: XElement): XElement[] {
  return self.parent instanceof XElement ? [self, ...selfAndAbove(self.parent)] : [self]
}

function namespaceOf(self: XElement, prefix: string): NetNamespace {
  const declared = self.attributes.find(
    ({ name, isDeclaration }) =>
      isDeclaration && (prefix === '' ? name.uri === '' : name.uri !== '' && name.local === prefix),
  )
  if (declared !== undefined) return new NetNamespace(declared.value)
  return self.parent instanceof XElement ? namespaceOf(self.parent, prefix) : new NetNamespace('')
}

/** Null takes the attribute away. */
function setAttribute(self: XElement, name: NetName, value: Value): null {
  const held = attributeOf(self, name)
  if (value === null) {
    if (held !== undefined) detach(held)
  } else if (held === undefined) {
    appendAttribute(self, new XAttribute(name, contentText(value)))
  } else held.value = contentText(value)
  return null
}

function setElement(self: XElement, name: NetName, value: Value): null {
  const held = elementsOf(self).find((one) => isSameName(one.name, name))
  if (value === null) {
    if (held !== undefined) detach(held)
  } else if (held !== undefined) setText(held, contentText(value))
  else {
    const made = new XElement(name)
    setText(made, contentText(value))
    addContent(self, made)
  }
  return null
}

export const xAttributeType = defineType('XAttribute', xAttribute)
  .property('Name', xName, ({ name }) => name)
  .property('Value', text, ({ value }) => value)
  .property('IsNamespaceDeclaration', bool, ({ isDeclaration }) => isDeclaration)
  .setter('Value', (self, _, value) => {
    self.value = text.from(value)
  })
  .method('SetValue', [any], dynamic, (self, [value]) => {
    self.value = contentText(value)
    return null
  })
  .method('Remove', [], dynamic, (self) => {
    detach(self)
    return null
  })
  .create([xName, any], ([name, value]) => {
    if (value === null) raise('ArgumentNullException', "Value cannot be null. (Parameter 'value')")
    return new XAttribute(name, contentText(value))
  })
