import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { Asked } from './asked.ts'
import { depthOf } from './depth.ts'
import { graphqlLibrary } from './library.ts'

/** One of an errors block. Source: GraphQL, October 2021, 7.1.2. */
export type GraphqlError = {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
}

/** The document of a request that its schema allows, or what is wrong with it. */
export function checkedDocument(
  { query, operationName }: Asked,
  schema: GraphQLSchema,
  depthMax: number,
): { readonly document: DocumentNode } | { readonly errors: readonly GraphqlError[] } {
  const { parse, validate, getOperationAST, GraphQLError } = graphqlLibrary()
  try {
    const document = parse(query)
    // Before the rules of the language, some of which take long for what is deep.
    if (depthOf(document, depthMax) > depthMax) {
      return { errors: [{ message: `The request is deeper than ${depthMax} fields.` }] }
    }
    const problems = validate(schema, document)
    if (problems.length > 0) return { errors: problems.map(errorOf) }
    if (getOperationAST(document, operationName)) return { document }
    return { errors: [{ message: 'The request does not say which operation is to be run.' }] }
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [errorOf(error)] }
    // Deeper than the stack.
    if (error instanceof RangeError) return { errors: [{ message: 'The request is too deep.' }] }
    throw error
  }
}

function errorOf({ message, locations }: import('graphql').GraphQLError): GraphqlError {
  return locations === undefined ? { message } : { message, locations }
}
