import { spendSize, spendStep } from '../budget.ts'
import {
  type NetName,
  XAttribute,
  XComment,
  XContainer,
  XDocument,
  XElement,
  XInstruction,
  type XNode,
  type XObject,
  XText,
  xmlNamespace,
  xmlnsNamespace,
} from '../values/xml.ts'

type Writer = {
  readonly parts: string[]
  readonly newLine: string
  readonly isIndented: boolean
}

/** Prefixes in force, the innermost first; the default namespace has none. */
type Scope = readonly (readonly [prefix: string, uri: string])[]

/** `ToString()`: indented by two spaces where no text stands beside elements, or on one line. */
export function xmlText(node: XObject, isIndented: boolean, newLine: string): string {
  if (node instanceof XAttribute) return attributeText(node.name.local, node)
  const writer: Writer = { parts: [], newLine, isIndented }
  if (node instanceof XDocument) writeAll(node.nodes, writer)
  else if (node instanceof XElement) writeElement(node, writer, scopeAbove(node), 0, false)
  else writeLeaf(node, writer)
  const text = writer.parts.join('')
  spendSize(text.length)
  return text
}

/** The name of an element, or of one of its attributes, with the prefix that it is written with. */
export function xmlName(element: XElement, attribute?: XAttribute): string {
  const scope = scopeOf(element, scopeAbove(element))
  if (attribute === undefined) return named(element, scope).name
  const { name } = attribute
  const isPrefix = attribute.isDeclaration && name.uri !== ''
  return isPrefix ? `xmlns:${name.local}` : qualified(attribute, scope)
}

/** Of attributes alone a prefix is not known; a declaration shows its own. */
function attributeText(local: string, { name, value }: XAttribute): string {
  const prefix = name.uri === xmlnsNamespace ? 'xmlns:' : ''
  return `${prefix}${local}="${escapedValue(value)}"`
}

function scopeAbove(element: XElement): Scope {
  const { parent } = element
  return parent instanceof XElement ? scopeOf(parent, scopeAbove(parent)) : none
}

const none: Scope = []

function scopeOf({ attributes }: XElement, outer: Scope): Scope {
  const own = attributes
    .filter(({ isDeclaration }) => isDeclaration)
    .map(({ name, value }): [string, string] => [name.uri === '' ? '' : name.local, value])
  return own.length === 0 ? outer : [...own.reverse(), ...outer]
}

function writeAll(nodes: readonly XNode[], writer: Writer): void {
  nodes.forEach((node, index) => {
    if (index > 0 && writer.isIndented) writer.parts.push(writer.newLine)
    if (node instanceof XElement) writeElement(node, writer, none, 0, false)
    else writeLeaf(node, writer)
  })
}

function writeElement(
  element: XElement,
  writer: Writer,
  outer: Scope,
  depth: number,
  isMixedOutside: boolean,
): void {
  spendStep()
  const { parts, newLine, isIndented } = writer
  const { scope, name, declared } = named(element, scopeOf(element, outer))
  parts.push('<', name)
  for (const attribute of element.attributes) {
    parts.push(' ', attributeText(qualified(attribute, scope), attribute))
  }
  parts.push(declared)
  if (element.isEmpty && element.nodes.length === 0) {
    parts.push(' />')
    return
  }
  parts.push('>')
  let isMixed = isMixedOutside
  for (const node of element.nodes) {
    if (node instanceof XText) isMixed = true
    else if (isIndented && !isMixed) parts.push(newLine, '  '.repeat(depth + 1))
    if (node instanceof XElement) writeElement(node, writer, scope, depth + 1, isMixed)
    else writeLeaf(node, writer)
  }
  const isBroken = isIndented && !isMixed && element.nodes.length > 0
  if (isBroken) parts.push(newLine, '  '.repeat(depth))
  parts.push('</', name, '>')
}

/** The element's name with its prefix, and the declaration that it lacks. */
function named({ name }: XElement, scope: Scope): { scope: Scope; name: string; declared: string } {
  const prefix = prefixOf(name, scope, true)
  if (prefix !== undefined) {
    return { scope, name: prefix === '' ? name.local : `${prefix}:${name.local}`, declared: '' }
  }
  const declared = ` xmlns="${escapedValue(name.uri)}"`
  return { scope: [['', name.uri], ...scope], name: name.local, declared }
}

function qualified({ name, isDeclaration }: XAttribute, scope: Scope): string {
  if (isDeclaration || name.uri === '') return name.local
  const prefix = prefixOf(name, scope, false)
  return prefix === undefined ? name.local : `${prefix}:${name.local}`
}

/** Undefined when no prefix in force stands for the namespace. */
function prefixOf({ uri }: NetName, scope: Scope, mayBeDefault: boolean): string | undefined {
  if (uri === xmlNamespace) return 'xml'
  if (uri === '') {
    const standard = scope.find(([prefix]) => prefix === '')
    return standard === undefined || standard[1] === '' ? '' : undefined
  }
  const found = scope.find(
    ([prefix, known], index) =>
      known === uri &&
      (mayBeDefault || prefix !== '') &&
      scope.findIndex(([other]) => other === prefix) === index,
  )
  return found?.[0]
}

function writeLeaf(node: XNode, { parts }: Writer): void {
  if (node instanceof XText) {
    parts.push(node.netType === 'XText' ? escapedText(node.value) : `<![CDATA[${node.value}]]>`)
  } else if (node instanceof XComment) parts.push(`<!--${node.value}-->`)
  else if (node instanceof XInstruction) parts.push(`<?${node.target} ${node.data}?>`)
  else if (node instanceof XContainer) parts.push('')
}

const textEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#xD;',
}
const valueEscapes: Readonly<Record<string, string>> = {
  ...textEscapes,
  '"': '&quot;',
  '\n': '&#xA;',
  '\t': '&#x9;',
}

function escapedText(text: string): string {
  return text.replace(/[&<>\r]/g, (letter) => textEscapes[letter] ?? letter)
}

function escapedValue(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (letter) => valueEscapes[letter] ?? letter)
}
