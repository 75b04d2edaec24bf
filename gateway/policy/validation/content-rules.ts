import { z } from 'zod'
import type { Representation } from '../../../ledger/definition.ts'
import type { Api } from '../../../ledger/revision.ts'
import { schemaReader } from '../../config/json-schema.ts'
import { flag } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'
import { actionText } from './actions.ts'
import { checkJson, incorrectMessage, type Subject, validationException } from './check-json.ts'
import { checkXml } from './check-xml.ts'
import { mediaTypeOf } from './content-types.ts'
import type { Finding } from './report.ts'
import { schemaValidators } from './schema-validators.ts'
import { compileXmlSchema, type XmlSchema } from './xml-schema.ts'
import { readXmlSchema } from './xml-schema-document.ts'

const contentAttributes = z.strictObject({
  'validate-as': z.enum(['json', 'xml', 'soap']),
  action: actionText,
  type: z.string().optional(),
  'schema-id': z.string().min(1).optional(),
  'schema-ref': z
    .string()
    .startsWith('#/', 'a reference such as #/components/schemas/a')
    .optional(),
  'allow-additional-properties': flag.optional(),
  'case-insensitive-property-names': flag.default(false),
})
type ContentAttributes = z.output<typeof contentAttributes>

/** One `<content>`: which bodies it is for, and how they are checked. */
export type ContentRule = {
  /** Absent: every type of the specification. */
  readonly type: string | undefined
  readonly action: Text
  /** True when its schema is not of the specification, which then need not know the type. */
  readonly hasOwnSchema: boolean
  /** To be awaited before `check`, where it gives something. */
  prepare?(): Promise<void> | undefined
  /** `api` and `representation` are what the specification has for the body. */
  check(
    text: string,
    subject: Subject,
    api: Api | undefined,
    representation: Representation | undefined,
  ): readonly Finding[]
}

export function compileContentRules(load: PolicyLoad): readonly ContentRule[] {
  return childrenNamed(load.element, 'content').flatMap((child) => {
    const given = load.attributesOf(child, contentAttributes)
    if (given === undefined) return []
    const type = given.type === undefined || given.type === '' ? undefined : mediaTypeOf(given.type)
    const checks =
      given['validate-as'] === 'json'
        ? { check: compileJsonCheck(given, child, load) }
        : compileXmlCheck(given, child, load)
    const hasOwnSchema = given['schema-id'] !== undefined
    return [{ type, action: load.text(given.action, child), hasOwnSchema, ...checks }]
  })
}

function compileJsonCheck(
  given: ContentAttributes,
  child: XmlElement,
  load: PolicyLoad,
): ContentRule['check'] {
  const validators = schemaValidators({
    allowsAdditional: given['allow-additional-properties'],
    ignoresCase: given['case-insensitive-property-names'],
  })
  if (given['schema-id'] !== undefined) {
    const own = ownSchemaOf(given['schema-id'], given['schema-ref'], child, load)
    if (own === undefined) return () => [unresolvedSchema]
    return (text, subject) =>
      checkJson(text, own.schema, validators.of(own, own.schema, own.schemas), subject)
  }
  return (text, subject, api, representation) => {
    const schema = representation?.schema
    // A type without a schema may have any body.
    if (representation === undefined || schema === undefined) return []
    const validator = validators.of(representation, schema, api?.schemas)
    return checkJson(text, schema, validator, subject)
  }
}

function compileXmlCheck(
  given: ContentAttributes,
  child: XmlElement,
  load: PolicyLoad,
): Pick<ContentRule, 'check' | 'prepare'> {
  const isSoap = given['validate-as'] === 'soap'
  const id = given['schema-id']
  if (id === undefined) {
    load.advise(
      `validate-as="${given['validate-as']}" checks that the body is ${isSoap ? 'a SOAP envelope' : 'well-formed XML'}, and nothing more`,
      'an OpenAPI description has no XML schema',
      'name a schema of the service by schema-id, or expect no others',
      child,
    )
    return { check: (text, subject) => checkXml(text, isSoap, subject) }
  }
  const schema = ownXmlSchemaOf(id, child, load)
  if (schema === undefined) return { check: () => [unresolvedSchema] }
  return {
    prepare: schema.prepare,
    check(text, subject) {
      const malformed = checkXml(text, isSoap, subject)
      if (malformed.length > 0) return malformed
      const found = schema.check(text, isSoap)
      return found.kind === 'broken'
        ? [validationException(found.message, subject)]
        : found.problems.map((problem) => incorrectMessage(problem, id, subject))
    },
  }
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
    sayMissing('XML', id, child, load)
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

const whyMissing = 'a body that comes to this element has the error that the API has no schema'

function sayMissing(kind: 'JSON' | 'XML', id: string, child: XmlElement, load: PolicyLoad): void {
  if (load.assumes('schema', id)) return
  const known = load.content.schemas?.map((schema) => schema.id).join(', ') || 'none'
  const fix = `add schemas/${id}/schemaInformation.json to the artifact folder; it has: ${known}`
  load.note(`there is no ${kind} schema ${id}`, whyMissing, fix, child)
}

/** Source: APIM, validation errors. */
export const unresolvedSchema: Finding = {
  Name: '',
  Type: 'ApiSchema',
  ValidationRule: '',
  Details: "API's schema does not exist or it could not be resolved.",
}

type OwnSchema = { readonly schema: unknown; readonly schemas: Readonly<Record<string, unknown>> }

/** A schema of the service, or the part of it that a reference names. */
function ownSchemaOf(
  id: string,
  reference: string | undefined,
  child: XmlElement,
  load: PolicyLoad,
): OwnSchema | undefined {
  const found = load.content.schemas?.find((schema) => schema.id === id && schema.kind === 'json')
  if (found === undefined) {
    sayMissing('JSON', id, child, load)
    return undefined
  }
  const problems: string[] = []
  const reader = schemaReader(found.document, (at, what) =>
    problems.push(`${what} (at ${at.join('.') || 'its root'})`),
  )
  const schema = reader.read(reference === undefined ? found.document : { $ref: reference }, [])
  const schemas = reader.finish()
  for (const problem of problems) {
    load.note(`schema ${id}: ${problem}`, whyMissing, 'write it as JSON Schema says', child)
  }
  return problems.length > 0 ? undefined : { schema, schemas }
}
