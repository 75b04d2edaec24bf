import { spendSize, spendStep } from '../expressions/budget.ts'
import { raise } from '../expressions/error.ts'
import { valueJson } from '../expressions/runtime/json-text.ts'
import { toText } from '../expressions/runtime/text.ts'
import { JArray, JObject, type JToken, JValue } from '../expressions/values/json.ts'
import { NetNumber } from '../expressions/values/number.ts'
import { encodedName, escapedText, isXmlText, xmlAttribute } from './xml-text.ts'

export type JsonXmlOptions = {
  /** Between a prefix that is declared and a name. */
  readonly separator: string
  /** Properties that begin with it declare namespaces, beside `@xmlns`. */
  readonly namespacePrefix: string | undefined
  /** An object of this name holds attributes of the element that it stands in. */
  readonly attributeBlock: string | undefined
}

type Scope = { readonly options: JsonXmlOptions; readonly prefixes: ReadonlySet<string> }
type Property = readonly [name: string, value: JToken]

const wrapper = 'Document'

/**
 * JSON as XML the way Newtonsoft's XmlNodeConverter writes it, save what the service has been seen
 * to write: null is `xsi:nil`, an empty array an empty element, and truth `True` or `False`. What gives not exactly one root
 * element is wrapped in `<Document>`; items of an array at the root are `<Array>` elements there.
 * Spends the budget of expressions; throws an ExpressionError for what XML cannot hold.
 */
export function xmlOfJson(root: JToken, options: JsonXmlOptions): string {
  const scope: Scope = { options, prefixes: new Set(['xml']) }
  const parts: string[] = []
  const [only, ...others] = propertiesOf(root)
  const isRoot = only !== undefined && others.length === 0 && isElement(only, scope)
  if (isRoot) writeElement(only[0], only[1], scope, parts)
  else if (root instanceof JArray) writeWrapped(root, scope, parts)
  else writeElement(wrapper, root, scope, parts)
  const xml = parts.join('')
  if (!isXmlText(xml)) raise('ArgumentException', 'A character of the JSON is invalid in XML.')
  return xml
}

function writeWrapped(items: JArray, scope: Scope, parts: string[]): void {
  parts.push(`<${wrapper}>`)
  for (const item of items.items) writeElement('Array', item, scope, parts)
  parts.push(`</${wrapper}>`)
}

/** Of an object, without an XML declaration, which a body in UTF-8 needs none of. */
function propertiesOf(token: JToken): readonly Property[] {
  if (!(token instanceof JObject)) return []
  const properties = [...token.properties.values()]
  return properties.filter(({ name }) => name !== '?xml').map(({ name, value }) => [name, value])
}

const isText = (name: string) => name === '#text' || name === '#cdata-section'

function isElement([name, value]: Property, { options }: Scope): boolean {
  if (value instanceof JArray || isText(name)) return false
  return (
    !(name === options.attributeBlock && value instanceof JObject) &&
    attributeNameOf([name, value], options) === undefined
  )
}

/** Of a property that is an attribute or declares a namespace: its name without the mark. */
function attributeNameOf([name, value]: Property, options: JsonXmlOptions): string | undefined {
  if (!(value instanceof JValue)) return undefined
  if (name.length > 1 && name.startsWith('@')) return name.slice(1)
  const { namespacePrefix: prefix, separator } = options
  if (prefix === undefined || prefix === '') return undefined
  if (name === prefix) return 'xmlns'
  const start = prefix + separator
  return name.startsWith(start) ? `xmlns:${name.slice(start.length)}` : undefined
}

function writeElement(name: string, value: JToken, outer: Scope, parts: string[]): void {
  spendStep()
  const { options } = outer
  const properties = propertiesOf(value)
  const attributes = properties.flatMap((property) => attributesOf(property, options))
  const declared = attributes.flatMap((attribute) => declarationOf(attribute, options))
  const names = declared.map(([prefix]) => prefix)
  const scope =
    declared.length === 0 ? outer : { options, prefixes: outer.prefixes.union(new Set(names)) }
  const tag = qualifiedName(name, scope)
  const written = new Map<string, string>()
  for (const [prefix, uri] of declared)
    written.set(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri)
  for (const [attribute, text] of attributes) {
    if (!isDeclaration(attribute, options)) written.set(qualifiedName(attribute, scope), text)
  }
  if (value instanceof JValue && value.value === null) {
    written.set('xsi:nil', 'true')
    written.set('xmlns:xsi', 'http://www.w3.org/2001/XMLSchema-instance')
  }
  spendSize(2 * tag.length)
  parts.push(`<${tag}`, ...[...written].map(([key, text]) => ` ${key}="${xmlAttribute(text)}"`))
  const start = parts.push('>')
  writeContent(value, tagContent(name, properties, options), scope, parts)
  if (parts.length === start) parts[start - 1] = ' />'
  else parts.push(`</${tag}>`)
}

type Content = { readonly name: string; readonly properties: readonly Property[] }

/** What stands between the tags: everything but attributes. */
function tagContent(
  name: string,
  properties: readonly Property[],
  options: JsonXmlOptions,
): Content {
  const isInside = (property: Property) =>
    attributeNameOf(property, options) === undefined &&
    !(property[0] === options.attributeBlock && property[1] instanceof JObject)
  return { name, properties: properties.filter(isInside) }
}

function writeContent(value: JToken, content: Content, scope: Scope, parts: string[]): void {
  if (value instanceof JArray) {
    for (const item of value.items) writeElement(content.name, item, scope, parts)
  } else if (value instanceof JValue) writeText(value, parts)
  for (const [name, inner] of content.properties) {
    if (isText(name) && inner instanceof JValue) writeText(inner, parts)
    else if (inner instanceof JArray && inner.items.length > 0) {
      for (const item of inner.items) writeElement(name, item, scope, parts)
    } else writeElement(name, inner, scope, parts)
  }
}

function writeText(value: JValue, parts: string[]): void {
  const text = escapedText(textOf(value))
  spendSize(text.length)
  if (text !== '') parts.push(text)
}

type Attribute = readonly [name: string, text: string]

function attributesOf([name, value]: Property, options: JsonXmlOptions): readonly Attribute[] {
  if (name === options.attributeBlock && value instanceof JObject) {
    return propertiesOf(value).flatMap(([inner, token]) =>
      token instanceof JValue ? [[inner, textOf(token)]] : [],
    )
  }
  const attribute = attributeNameOf([name, value], options)
  return attribute === undefined || !(value instanceof JValue) ? [] : [[attribute, textOf(value)]]
}

function isDeclaration(name: string, { separator }: JsonXmlOptions): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:') || name.startsWith(`xmlns${separator}`)
}

/** The prefix that an attribute declares; nothing when XML forbids it. */
function declarationOf([name, uri]: Attribute, options: JsonXmlOptions): readonly Attribute[] {
  if (!isDeclaration(name, options)) return []
  const isDefault = name === 'xmlns'
  const mark = name.startsWith('xmlns:') ? 1 : options.separator.length
  const prefix = isDefault ? '' : name.slice('xmlns'.length + mark)
  const isReserved = /^xml/i.test(prefix) || uri.startsWith('http://www.w3.org/2000/xmlns/')
  const isName = isDefault || (prefix !== '' && uri !== '' && encodedName(prefix) === prefix)
  return isReserved || !isName || uri === 'http://www.w3.org/XML/1998/namespace'
    ? []
    : [[prefix, uri]]
}

/** `prefix:name` when the prefix is declared; else one name, with what XML forbids encoded. */
function qualifiedName(name: string, { options, prefixes }: Scope): string {
  if (name === '') raise('JsonSerializationException', 'A property without a name is no element.')
  const { separator } = options
  const at = separator === '' ? -1 : name.indexOf(separator)
  const prefix = name.slice(0, Math.max(at, 0))
  const local = name.slice(at + separator.length)
  if (at > 0 && local !== '' && prefixes.has(prefix)) return `${prefix}:${encodedName(local)}`
  return encodedName(name)
}

/** A value as .NET's ToString writes it, but dates and infinity as XmlConvert; null is no text. */
function textOf({ type, value }: JValue): string {
  if (value === null) return ''
  if (type === 'Date') return valueJson(value).slice(1, -1)
  const text = toText(value)
  return value instanceof NetNumber ? text.replace('Infinity', 'INF').replace('∞', 'INF') : text
}
