import { SaxesParser } from 'saxes'
import { spendSize, spendStep } from '../expressions/budget.ts'
import { raise } from '../expressions/error.ts'

export type XmlJsonOptions = {
  /** `direct` marks what is no element with `@` and `#`; the other has plain names. */
  readonly kind: 'direct' | 'javascript-friendly'
  /** Every element inside another is in an array, also where it stands alone. */
  readonly alwaysArrays: boolean
}

type Element = {
  readonly name: string
  readonly members: [name: string, value: string][]
  /** Children and texts by their name in JSON, in the order of their first. */
  readonly groups: Map<string, (Element | string)[]>
  readonly isInArray: boolean
  isSelfClosing: boolean
}

type Names = { readonly attribute: string; readonly text: string; readonly cdata: string }

const namesByKind: Readonly<Record<XmlJsonOptions['kind'], Names>> = {
  direct: { attribute: '@', text: '#text', cdata: '#cdata-section' },
  'javascript-friendly': { attribute: '', text: '$t', cdata: '$t' },
}

// An element that is marked so is in an array. Source: Newtonsoft, "Convert XML to JSON and force array".
const jsonNamespace = 'http://james.newtonking.com/projects/json'

/** Far above what people write; deeper trees would fill the stack of whoever walks them. */
const depthMax = 256

/**
 * XML as JSON: elements that repeat are an array, an element with text alone is that text, one
 * without anything null. The declaration's parts stand at the top and `:` of a prefix is `$`, as
 * the service has been seen to write it. Spends the budget of expressions; throws an
 * ExpressionError for what is no XML, or has a document type.
 * Source: Newtonsoft, XmlNodeConverter; GData, JSON from XML (javascript-friendly).
 */
export function jsonOfXml(text: string, options: XmlJsonOptions): string {
  spendSize(text.length)
  const names = namesByKind[options.kind]
  const document = newElement('', false)
  const open = [document]
  const into = () => open.at(-1) ?? document
  const parser = new SaxesParser({ xmlns: true, position: false })
  parser.on('xmldecl', (declaration) => {
    for (const [name, value] of Object.entries(declaration)) {
      if (typeof value === 'string') document.members.push([name, value])
    }
  })
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    spendStep()
    if (open.length > depthMax) refuse(`More than ${depthMax} elements are inside each other.`)
    const given = Object.values(attributes)
    const mark = given.find(({ local, uri }) => uri === jsonNamespace && local === 'Array')
    const element = newElement(nameOf(name), mark?.value === 'true')
    element.isSelfClosing = isSelfClosing
    for (const attribute of given) {
      if (attribute === mark || attribute.value === jsonNamespace) continue
      element.members.push([names.attribute + nameOf(attribute.name), attribute.value])
    }
    add(into(), element.name, element)
    open.push(element)
  })
  parser.on('closetag', () => open.pop())
  parser.on('text', (value) => {
    if (open.length > 1 && value.trim() !== '') add(into(), names.text, value)
  })
  parser.on('cdata', (value) => add(into(), names.cdata, value))
  parser.on('doctype', () => refuse('A document type is not read here.'))
  parser.on('error', ({ message }) => refuse(message))
  parser.write(text.replace(/^\uFEFF/, '')).close()
  const parts: string[] = []
  writeObject(document, { names, alwaysArrays: false }, options, parts)
  return parts.join('')
}

function refuse(message: string): never {
  raise('XmlException', message)
}

function newElement(name: string, isInArray: boolean): Element {
  return { name, members: [], groups: new Map(), isInArray, isSelfClosing: false }
}

function nameOf(name: string): string {
  return name.replace(':', '$')
}

function add(element: Element, name: string, value: Element | string): void {
  const group = element.groups.get(name)
  if (group === undefined) element.groups.set(name, [value])
  else group.push(value)
}

type Writing = { readonly names: Names; readonly alwaysArrays: boolean }

function writeObject(
  element: Element,
  writing: Writing,
  options: XmlJsonOptions,
  parts: string[],
): void {
  const inside = { ...writing, alwaysArrays: options.alwaysArrays }
  let separator = '{'
  const begin = (name: string) => {
    parts.push(separator, JSON.stringify(name), ':')
    separator = ','
  }
  for (const [name, value] of element.members) {
    // Without marks an attribute and an element may have one name: the element stays.
    if (element.groups.has(name)) continue
    begin(name)
    parts.push(JSON.stringify(value))
  }
  for (const [name, group] of element.groups) {
    begin(name)
    const [only] = group
    const isAlone = group.length === 1 && only !== undefined
    const isArray =
      !isAlone || (typeof only !== 'string' && (writing.alwaysArrays || only.isInArray))
    if (isArray) parts.push('[')
    for (const [index, value] of group.entries()) {
      if (index > 0) parts.push(',')
      if (typeof value === 'string') parts.push(JSON.stringify(value))
      else writeValue(value, inside, options, parts)
    }
    if (isArray) parts.push(']')
  }
  parts.push(separator === '{' ? '{}' : '}')
}

function writeValue(
  element: Element,
  writing: Writing,
  options: XmlJsonOptions,
  parts: string[],
): void {
  const { members, groups, isSelfClosing } = element
  const texts = groups.get(writing.names.text)
  if (members.length === 0 && groups.size === 0) parts.push(isSelfClosing ? 'null' : '""')
  else if (members.length === 0 && groups.size === 1 && texts?.length === 1) {
    parts.push(JSON.stringify(texts[0]))
  } else writeObject(element, writing, options, parts)
}
