import type { Representation } from '../../../ledger/definition.ts'
import type { Api, Operation } from '../../../ledger/revision.ts'
import { unescaped } from '../../config/json-pointer.ts'
import { exampleOfSchema, isRecord } from '../../config/json-schema-example.ts'
import { bodiesOf } from '../../config/openapi-examples.ts'
import { mediaTypeOf } from '../validation/content-types.ts'
import { responseDefinitionOf } from '../validation/responses.ts'

/** What a mocked response has beside its status. */
export type MockBody = { readonly contentType: string | undefined; readonly text: string }

export type MockWanted = {
  readonly status: number
  readonly contentType: string | undefined
  /** Which example, from 0. */
  readonly index: number
}

/**
 * The example of that status and type, else one made from the schema, else nothing. Without a type
 * it is the first one of the specification. Source: APIM, mock-response.
 */
export function mockBodyOf(
  operation: Operation | undefined,
  api: Api | undefined,
  { status, contentType, index }: MockWanted,
): MockBody {
  const representations = responseDefinitionOf(operation, status)?.representations ?? []
  const wanted = contentType === undefined ? undefined : mediaTypeOf(contentType)
  const representation = representations.find(
    (one) => wanted === undefined || mediaTypeOf(one.contentType) === wanted,
  )
  if (representation === undefined) return { contentType, text: '' }
  const { examples } = representation
  return {
    contentType: contentType ?? representation.contentType,
    text: examples[index] ?? examples[0] ?? sampleOf(representation, api?.schemas),
  }
}

function sampleOf({ contentType, schema }: Representation, schemas: Api['schemas']): string {
  const value = exampleOfSchema(schema, (node) => resolved(node, schemas), 'response')
  return bodiesOf(contentType, [value])[0] ?? ''
}

// A chain of references; one that goes in a circle is not in a revision.
const referencesMax = 20

function resolved(node: unknown, schemas: Api['schemas']): unknown {
  let at = node
  for (let step = 0; step < referencesMax; step += 1) {
    if (!isRecord(at) || typeof at.$ref !== 'string') return at
    at = schemas?.[unescaped(at.$ref.slice('#/$defs/'.length))]
  }
  return undefined
}
