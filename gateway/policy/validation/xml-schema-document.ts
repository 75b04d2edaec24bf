import { SaxesParser } from 'saxes'

export const xmlSchemaNamespace = 'http://www.w3.org/2001/XMLSchema'
const naming = new Set(['include', 'import', 'redefine'])

/** What can be seen of a schema for XML as it is loaded: more needs the library that checks by it. */
export type XmlSchemaDocument = {
  readonly problem: string | undefined
  /** Of what it describes; empty when there is none. */
  readonly namespace: string
  /** Schemas of the service that it includes, by id, and whatever else it names, as it stands. */
  readonly includes: readonly string[]
}

/** Whether a text is XML with a schema at its top, and what it includes. */
export function readXmlSchema(text: string): XmlSchemaDocument {
  const parser = new SaxesParser({ xmlns: true })
  const includes: string[] = []
  let problem: string | undefined
  let namespace = ''
  let isTop = true
  parser.on('doctype', () => {
    problem ??= 'it has a document type'
  })
  parser.on('error', ({ message }) => {
    problem ??= message
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (isTop && (local !== 'schema' || uri !== xmlSchemaNamespace)) {
      problem ??= `it begins with <${local}>, not with the schema of ${xmlSchemaNamespace}`
    }
    if (isTop) namespace = attributes.targetNamespace?.value ?? ''
    isTop = false
    const place = attributes.schemaLocation
    if (uri !== xmlSchemaNamespace || !naming.has(local) || place === undefined) return
    includes.push(place.value.replace(/^\/schemas\//, ''))
  })
  // Half a pair at the end of a comment that is wrong already makes the parser throw.
  parser.write(text.replace(/^\uFEFF/, '').toWellFormed()).close()
  return { problem, namespace, includes }
}
