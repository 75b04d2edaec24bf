import { spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import {
  elementsOf,
  textWithin,
  XAttribute,
  XContainer,
  XDocument,
  XElement,
  type XmlNamespaces,
  type XObject,
  XText,
} from '../values/xml.ts'

type Found = readonly XObject[]

const step =
  /(\/\/|\/)?(?:(\.\.|\.)|(@)?(?:([\w.-]+):)?(text\(\)|node\(\)|\*|[\p{L}_][\p{L}\p{Nd}._-]*))((?:\[[^\]]*\])*)/uy

/**
 * An XPath over elements: names with prefixes, `*`, `@name`, `.`, `..`, `//`, `text()`, and
 * predicates by place, by a child's or attribute's value, and by `local-name()`. Others throw
 * NotSupportedException.
 */
export function selectXml(from: XObject, path: string, namespaces?: XmlNamespaces): Found {
  const text = path.trim().replace(/(child::|\/child::)/g, (axis) => axis.replace('child::', ''))
  let found: Found = text.startsWith('/') ? [topOf(from)] : [from]
  let at = 0
  while (at < text.length) {
    step.lastIndex = at
    const match = step.exec(text)
    if (match === null || match[0] === '') return unsupported(path)
    at = step.lastIndex
    found = stepped(found, match, namespaces, path)
  }
  return found
}

function unsupported(path: string): never {
  raise('NotSupportedException', `The XPath '${path}' is not supported.`)
}

function topOf(from: XObject): XObject {
  let at = from
  while (at.parent !== undefined) at = at.parent
  if (at instanceof XDocument || !(at instanceof XElement)) return at
  // A tree without a document: `/a` still names its root.
  const document = new XDocument()
  document.nodes.push(at)
  return document
}

function stepped(
  from: Found,
  match: RegExpExecArray,
  namespaces: XmlNamespaces | undefined,
  path: string,
): Found {
  const [, separator, dots, attribute, prefix, name = '', predicates = ''] = match
  const deep = separator === '//' ? from.flatMap(withDescendants) : from
  if (dots === '.') return deep
  if (dots === '..') return deep.flatMap(({ parent }) => (parent === undefined ? [] : [parent]))
  const uri = prefix === undefined ? undefined : (namespaces?.uris.get(prefix) ?? unknown(prefix))
  const lists = deep.map((one) => {
    spendStep()
    const candidates =
      attribute === undefined ? childrenNamed(one, name, uri) : attributesNamed(one, name, uri)
    return filtered(candidates, predicates, path)
  })
  return [...new Set(lists.flat())]
}

function unknown(prefix: string): never {
  raise('XPathException', `Namespace prefix '${prefix}' is not defined.`)
}

function withDescendants(one: XObject): XObject[] {
  spendStep()
  return [one, ...elementsOf(one).flatMap(withDescendants)]
}

function childrenNamed(of: XObject, name: string, uri: string | undefined): Found {
  if (name === 'text()') {
    return of instanceof XContainer ? of.nodes.filter((node) => node instanceof XText) : []
  }
  if (name === 'node()') return of instanceof XContainer ? of.nodes : []
  return elementsOf(of).filter((element) => isNamed(element.name, name, uri))
}

function attributesNamed(of: XObject, name: string, uri: string | undefined): Found {
  if (!(of instanceof XElement)) return []
  return of.attributes.filter((one) => !one.isDeclaration && isNamed(one.name, name, uri))
}

function isNamed(
  held: { readonly local: string; readonly uri: string },
  name: string,
  uri: string | undefined,
): boolean {
  return (
    (name === '*' || held.local === name) &&
    (held.uri === (uri ?? '') || (name === '*' && uri === undefined))
  )
}

function filtered(candidates: Found, predicates: string, path: string): Found {
  let left = candidates
  for (const [, predicate = ''] of predicates.matchAll(/\[([^\]]*)\]/g)) {
    const place = /^\s*(\d+)\s*$/.exec(predicate)
    if (place !== null) left = left.slice(Number(place[1]) - 1, Number(place[1]))
    else if (/^\s*last\(\)\s*$/.test(predicate)) left = left.slice(-1)
    else left = left.filter((one) => isHeld(one, predicate, path))
  }
  return left
}

const comparison =
  /^\s*(?:(@)?([\w.-]+|\.|text\(\))|(local-name\(\)|name\(\)))\s*(?:(=|!=)\s*(?:'([^']*)'|"([^"]*)"|(\d+)))?\s*$/

function isHeld(one: XObject, predicate: string, path: string): boolean {
  const match = comparison.exec(predicate)
  if (match === null)
    return predicate.includes(' and ') ? isBoth(one, predicate, path) : unsupported(path)
  const [, isAttribute, name = '', isName, operator, single, double, number] = match
  const values =
    isName === undefined ? valuesOf(one, name, isAttribute !== undefined) : localNames(one)
  if (operator === undefined) return values.length > 0
  const wanted = single ?? double ?? number ?? ''
  return values.some((value) => (value === wanted) === (operator === '='))
}

function isBoth(one: XObject, predicate: string, path: string): boolean {
  return predicate.split(' and ').every((part) => isHeld(one, part, path))
}

function localNames(one: XObject): readonly string[] {
  return one instanceof XElement || one instanceof XAttribute ? [one.name.local] : []
}

function valuesOf(one: XObject, name: string, isAttribute: boolean): readonly string[] {
  if (!(one instanceof XElement)) return one instanceof XText ? [one.value] : []
  if (name === '.' || name === 'text()') return [textWithin(one)]
  if (isAttribute) {
    return one.attributes.filter(({ name: held }) => held.local === name).map(({ value }) => value)
  }
  return elementsOf(one)
    .filter((child) => child.name.local === name)
    .map(textWithin)
}
