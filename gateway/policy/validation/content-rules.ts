import { z } from 'zod'
import type { Representation } from '../../../ledger/definition.ts'
import type { Api } from '../../../ledger/revision.ts'
import { schemaReader } from '../../config/json-schema.ts'
import { flag } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'
import { actionText } from './actions.ts'
import { checkJson, type Subject } from './check-json.ts'
import { mediaTypeOf } from './content-types.ts'
import { sayMissingSchema, unresolvedSchema, whyMissing } from './missing-schema.ts'
import type { Finding } from './report.ts'
import { schemaValidators } from './schema-validators.ts'
import { compileXmlRule, type XmlRule } from './xml-rule.ts'

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
export type ContentRule = Partial<Omit<XmlRule, 'check'>> & {
  /** Absent: every type of the specification. */
  readonly type: string | undefined
  readonly action: Text
  /** True when its schema is not of the specification, which then need not know the type. */
  readonly hasOwnSchema: boolean
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
    const { 'validate-as': kind, 'schema-id': id } = given
    const checks =
      kind === 'json'
        ? { check: compileJsonCheck(given, child, load) }
        : compileXmlRule(kind, id, child, load)
    const hasOwnSchema = id !== undefined
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
    sayMissingSchema('JSON', id, child, load)
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
