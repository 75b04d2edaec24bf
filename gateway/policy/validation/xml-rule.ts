import type { Api } from '../../../ledger/revision.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { ownerApiOf } from '../owner-api.ts'
import type { XmlElement } from '../xml/element.ts'
import { incorrectMessage, type Subject, validationException } from './check-json.ts'
import { checkXml } from './check-xml.ts'
import { sayMissingSchema, unresolvedSchema, whyMissing } from './missing-schema.ts'
import type { Finding } from './report.ts'
import { compileApiXmlSchema, compileXmlSchema, type XmlSchema } from './xml-schema.ts'
import { readXmlSchema } from './xml-schema-document.ts'

/** How a body is checked as XML, or as what a SOAP envelope holds. */
export type XmlRule = {
  /** Whether the API has schemas for XML of its own, whatever its operations have. */
  isOfApi(api: Api | undefined): boolean
  /** To be awaited before `check`, where it gives something. */
  prepare(api: Api | undefined): Promise<void> | undefined
  check(text: string, subject: Subject, api: Api | undefined): readonly Finding[]
}

/** By the schema of the service that `id` names, else by those of the API, else by its form. */
export function compileXmlRule(
  kind: 'xml' | 'soap',
  id: string | undefined,
  child: XmlElement,
  load: PolicyLoad,
): XmlRule {
  const isSoap = kind === 'soap'
  const own = id === undefined ? undefined : ownXmlSchemaOf(id, child, load)
  if (id === undefined) sayFormAlone(kind, child, load)
  const schemaFor = (api: Api | undefined) => (id === undefined ? schemaOfApi(api) : own)
  return {
    isOfApi: (api) => id === undefined && api?.xmlSchemas !== undefined,
    prepare: (api) => schemaFor(api)?.prepare(),
    check(text, subject, api) {
      if (id !== undefined && own === undefined) return [unresolvedSchema]
      const malformed = checkXml(text, isSoap, subject)
      const schema = schemaFor(api)
      if (malformed.length > 0 || schema === undefined) return malformed
      const found = schema.check(text, isSoap)
      return found.kind === 'broken'
        ? [validationException(found.message, subject)]
        : found.problems.map((problem) => incorrectMessage(problem, id ?? '', subject))
    },
  }
}

function sayFormAlone(kind: 'xml' | 'soap', child: XmlElement, load: PolicyLoad): void {
  if (ownerApiOf(load)?.xmlSchemas !== undefined) return
  load.advise(
    `validate-as="${kind}" checks that the body is ${kind === 'soap' ? 'a SOAP envelope' : 'well-formed XML'}, and nothing more`,
    'an OpenAPI description has no XML schema, and none stands beside the API',
    'name a schema of the service by schema-id, or expect no others',
    child,
  )
}

const ofApis = new WeakMap<object, XmlSchema>()

function schemaOfApi(api: Api | undefined): XmlSchema | undefined {
  if (api?.xmlSchemas === undefined) return undefined
  const schema = ofApis.get(api) ?? compileApiXmlSchema(new Map(Object.entries(api.xmlSchemas)))
  ofApis.set(api, schema)
  return schema
}

/** A schema for XML of the service, with all others that it may include. */
function ownXmlSchemaOf(id: string, child: XmlElement, load: PolicyLoad): XmlSchema | undefined {
  const texts = new Map(
    (load.content.schemas ?? []).flatMap(({ id: one, kind, document }) =>
      kind === 'xml' && typeof document === 'string' ? [[one, document] as const] : [],
    ),
  )
  const text = texts.get(id)
  if (text === undefined) {
    sayMissingSchema('XML', id, child, load)
    return undefined
  }
  const { problem, includes } = readXmlSchema(text)
  const unknown = includes.filter((one) => !texts.has(one))
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...unknown.map((one) => `it includes ${one}, which is no schema of the service`),
  ]
  for (const one of problems) {
    const fix = 'write it as XML Schema 1.0 says, and include others as /schemas/<id>'
    load.note(`schema ${id}: ${one}`, whyMissing, fix, child)
  }
  return problems.length > 0 ? undefined : compileXmlSchema(id, texts)
}
