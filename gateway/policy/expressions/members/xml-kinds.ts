import { raiseCast, raiseNull } from '../error.ts'
import { fullNameOf } from '../runtime/type-of.ts'
import { nameOf } from '../runtime/xml-content.ts'
import type { Value } from '../value.ts'
import {
  NetName,
  NetNamespace,
  XAttribute,
  XContainer,
  XDocument,
  XElement,
  XmlNamespaces,
  XNode,
  XObject,
} from '../values/xml.ts'
import { type Kind, objectKind } from './kind.ts'

export const xObject = objectKind(XObject, 'XObject')
export const xNode = objectKind(XNode, 'XNode')
export const xContainer = objectKind(XContainer, 'XContainer')
export const xElement = objectKind(XElement, 'XElement')
export const xAttribute = objectKind(XAttribute, 'XAttribute')
export const xDocument = objectKind(XDocument, 'XDocument')
export const xmlNamespaces = objectKind(XmlNamespaces, 'XmlNamespaceManager')

/** A name, or a text that C# turns into one. */
export const xName: Kind<NetName> = {
  name: 'XName',
  accepts: (value) => value === null || typeof value === 'string' || value instanceof NetName,
  from(value: Value) {
    if (typeof value === 'string' || value instanceof NetName) return nameOf(value)
    return value === null ? raiseNull('name') : raiseCast(fullNameOf(value), 'XName')
  },
  to: (raw) => raw,
}

export const xNamespace: Kind<NetNamespace> = {
  name: 'XNamespace',
  accepts: (value) => typeof value === 'string' || value instanceof NetNamespace,
  from(value: Value) {
    if (typeof value === 'string') return new NetNamespace(value)
    if (value instanceof NetNamespace) return value
    return value === null ? raiseNull('namespace') : raiseCast(fullNameOf(value), 'XNamespace')
  },
  to: (raw) => raw,
}
