import type { GraphQLSchema } from 'graphql'
import type { Api } from '../../../ledger/revision.ts'
import { graphqlLibrary } from './library.ts'

/** The types of a GraphQL API, or why there are none. */
export type ApiSchema =
  | { readonly kind: 'ready'; readonly schema: GraphQLSchema }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly message: string }

const known = new WeakMap<object, ApiSchema>()

/**
 * What an API's schema document says, read once. Directives need no definition: those of a
 * federation have none. Source: APIM, graphql-api.
 */
export function schemaOf(api: Api | undefined): ApiSchema {
  if (api?.graphql === undefined) return { kind: 'missing' }
  const found = known.get(api) ?? readSchema(api.graphql)
  known.set(api, found)
  return found
}

function readSchema(text: string): ApiSchema {
  const { buildSchema, validateSchema, GraphQLError } = graphqlLibrary()
  try {
    const schema = buildSchema(text, { assumeValidSDL: true })
    const [problem] = validateSchema(schema)
    return problem === undefined
      ? { kind: 'ready', schema }
      : { kind: 'broken', message: problem.message }
  } catch (error) {
    // Names without a type are plain errors there, deep nesting is the stack's.
    if (error instanceof GraphQLError) return { kind: 'broken', message: placed(error) }
    if (error instanceof Error) return { kind: 'broken', message: error.message }
    throw error
  }
}

function placed({ message, locations }: import('graphql').GraphQLError): string {
  const [place] = locations ?? []
  return place === undefined ? message : `${message} (line ${place.line}, column ${place.column})`
}
