import { createHash } from 'node:crypto'
import type { XmlElement as Element, XsdValidator } from 'libxml2-wasm'
import { LRUCache } from 'lru-cache'
import { xmlAttribute } from '../message/xml-text.ts'
import { loadXmlLibrary, withIncluded, xmlLibrary } from './xml-library.ts'
import { readXmlSchema, xmlSchemaNamespace } from './xml-schema-document.ts'

/** What a body has that its schema does not allow, or why that cannot be said. */
export type XmlFindings =
  | { readonly kind: 'checked'; readonly problems: readonly string[] }
  | { readonly kind: 'broken'; readonly message: string }

/** A schema of the service for XML. */
export type XmlSchema = {
  /** To be awaited before `check`, where it gives something. */
  prepare(): Promise<void> | undefined
  /** `text` is well-formed, without a document type. */
  check(text: string, isSoap: boolean): XmlFindings
}

// Nobody reads more; and for each of them the library counts the elements before it.
const problemsMax = 20
/** More than the hundred kilobytes hold that a service takes; the time is the square of them. */
const elementsMax = 12_000
const root = 'http://schemas.invalid/schemas/'

/** Validators lie outside the heap of JavaScript, and have to be let go of there. */
const validators = new LRUCache<string, { readonly validator: XsdValidator | string }>({
  max: 50,
  dispose: ({ validator }) => {
    if (typeof validator !== 'string') validator.dispose()
  },
})

/**
 * A schema by its id among all of the service, which it may include as `/schemas/<id>`. It is
 * compiled when a body first needs it. Source: APIM, validate-content, schemas for content
 * validation; XML Schema 1.0, which is what libxml2 knows.
 */
export function compileXmlSchema(id: string, texts: ReadonlyMap<string, string>): XmlSchema {
  const hash = createHash('sha256').update(JSON.stringify([id, ...texts]))
  const key = hash.digest('hex')
  return {
    prepare: () => (xmlLibrary() === undefined ? loadXmlLibrary() : undefined),
    check(text, isSoap) {
      const { validator } = validators.get(key) ?? made(key, id, texts)
      if (typeof validator === 'string') return { kind: 'broken', message: validator }
      return checkText(text, isSoap, validator)
    },
  }
}

const all = '.all'

/**
 * All schemas of an API as one: those of a namespace include each other, and all namespaces are
 * imported, for what describes a service names no places. Source: APIM, WSDL import.
 */
export function compileApiXmlSchema(texts: ReadonlyMap<string, string>): XmlSchema {
  const byNamespace = new Map<string, string[]>()
  for (const [id, text] of texts) {
    const { namespace } = readXmlSchema(text)
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), id])
  }
  const joined = [...byNamespace].map(([namespace, ids], index) => {
    const target = namespace === '' ? '' : ` targetNamespace="${xmlAttribute(namespace)}"`
    const includes = ids.map((id) => `<xs:include schemaLocation="${root}${xmlAttribute(id)}" />`)
    return { id: `${all}-${index}`, namespace, text: schemaText(target, includes) }
  })
  const imports = joined.map(({ id, namespace }) => {
    const of = namespace === '' ? '' : ` namespace="${xmlAttribute(namespace)}"`
    return `<xs:import${of} schemaLocation="${root}${id}" />`
  })
  const driver = schemaText(' targetNamespace="urn:all"', imports)
  const parts = joined.map(({ id, text }) => [id, text] as const)
  return compileXmlSchema(all, new Map([...texts, ...parts, [all, driver]]))
}

function schemaText(attributes: string, inside: readonly string[]): string {
  return `<xs:schema xmlns:xs="${xmlSchemaNamespace}"${attributes}>${inside.join('')}</xs:schema>`
}

function made(key: string, id: string, texts: ReadonlyMap<string, string>) {
  const one = { validator: validatorOf(id, texts) }
  validators.set(key, one)
  return one
}

function validatorOf(id: string, texts: ReadonlyMap<string, string>): XsdValidator | string {
  const { XmlDocument, XsdValidator, XmlLibError, ParseOption } = loaded()
  const byUrl = new Map([...texts].map(([one, text]) => [root + one, text]))
  try {
    return withIncluded(byUrl, () => {
      const option = ParseOption.XML_PARSE_IGNORE_ENC
      const document = XmlDocument.fromString(texts.get(id) ?? '', { url: root + id, option })
      try {
        return XsdValidator.fromDoc(document)
      } finally {
        document.dispose()
      }
    })
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    return error.message.trim()
  }
}

function checkText(text: string, isSoap: boolean, validator: XsdValidator): XmlFindings {
  if (countOf(text) > elementsMax) {
    return { kind: 'broken', message: `The body has more than ${elementsMax} elements.` }
  }
  const { XmlDocument, XmlParseError, ParseOption } = loaded()
  try {
    // It is text by now, whatever encoding it names.
    const option = ParseOption.XML_PARSE_IGNORE_ENC
    const document = XmlDocument.fromString(text.replace(/^\uFEFF/, ''), { option })
    try {
      if (!isSoap)
        return { kind: 'checked', problems: problemsOf(() => validator.validate(document)) }
      const parts = partsOf(document.root)
      const problems = parts.flatMap((part) => problemsOf(() => validator.validate(part)))
      return { kind: 'checked', problems: problems.slice(0, problemsMax) }
    } finally {
      document.dispose()
    }
  } catch (error) {
    // Deeper than the library reads, say.
    if (error instanceof XmlParseError) return { kind: 'broken', message: error.message.trim() }
    throw error
  }
}

/** An upper bound, for comments and texts in CDATA may look like elements. */
function countOf(text: string): number {
  let count = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (text.charAt(at + 1) !== '/') count += 1
  }
  return count
}

function problemsOf(validate: () => void): readonly string[] {
  const { XmlValidateError, XmlError } = loaded()
  try {
    validate()
    return []
  } catch (error) {
    if (error instanceof XmlValidateError) {
      return error.details
        .slice(0, problemsMax)
        .map(({ message, line }) => `${message.trim()} Line: ${line}`)
    }
    // A pattern that takes too long, say.
    if (error instanceof XmlError) return [error.message.trim()]
    throw error
  }
}

/** The elements in the body of an envelope. */
function partsOf(envelope: Element): readonly Element[] {
  return childrenOf(envelope)
    .filter(({ name, namespaceUri }) => name === 'Body' && namespaceUri === envelope.namespaceUri)
    .flatMap(childrenOf)
}

function childrenOf(element: Element): readonly Element[] {
  const { XmlElement } = loaded()
  const children: Element[] = []
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement) children.push(node)
  }
  return children
}

function loaded(): typeof import('libxml2-wasm') {
  const library = xmlLibrary()
  if (library === undefined) throw new Error('the library was not waited for')
  return library
}
