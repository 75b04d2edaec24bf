import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { orExpression, positiveInt, positiveIntText, wordText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import { schemaOf } from '../graphql/api-schema.ts'
import { askedOf } from '../graphql/asked.ts'
import {
  authorized,
  bySpecificity,
  type Refused,
  type Rule,
  type RuleAction,
  rulePathOf,
} from '../graphql/authorize.ts'
import { checkedDocument, type GraphqlError } from '../graphql/check-request.ts'
import { graphqlLibrary } from '../graphql/library.ts'
import { noteErrors } from '../graphql/note-errors.ts'
import { ownerApiOf } from '../owner-api.ts'

// Source: APIM, validate-graphql-request, max-size.
const sizeMax = 102_400
const byteCount = positiveInt.refine((count) => count <= sizeMax)

const actions: readonly string[] = ['allow', 'remove', 'reject', 'ignore']
const ruleAttributes = z.strictObject({
  path: z.string().regex(/^\/[^/]+(?:\/[^/]+)?$/, 'a path such as /type/field or /__*'),
  action: wordText('allow', 'remove', 'reject', 'ignore').default('allow'),
})

/**
 * Refuses a request that the schema of its GraphQL API does not allow, or that is too large or too
 * deep, with an errors block; rules then reject it or remove fields from it. What the service's
 * errors say is not documented, nor their status, here 400; of removed fields the variables say.
 * Source: APIM, validate-graphql-request; GraphQL, October 2021, 5 and 7.1.2.
 */
export const validateGraphqlRequest = definePolicy({
  name: 'validate-graphql-request',
  sections: ['inbound'],
  example:
    '<validate-graphql-request error-variable-name="graphqlErrors" max-size="102400" max-depth="4"><authorize><rule path="/__*" action="reject" /><rule path="/Mission/name" action="@(context.Request.Headers.Count > 2 ? &quot;remove&quot; : &quot;allow&quot;)" /></authorize></validate-graphql-request>',
  attributes: z.strictObject({
    'error-variable-name': z.string().min(1).optional(),
    'max-size': orExpression(byteCount, `a number from 1 to ${sizeMax}, or an expression`),
    'max-depth': positiveIntText.default('6'),
  }),
  compile(given, load) {
    const maxOf = load.number(given['max-size'])
    const depthMaxOf = load.number(given['max-depth'])
    const variable = given['error-variable-name']
    const variableOf = variable === undefined ? undefined : load.text(variable)
    const rules = compileRules(load)
    load.needsRequestBody()
    saySchema(load)

    return (exchange): Stop | undefined => {
      // The handshake of a subscription asks for nothing yet.
      if (exchange.request.upgrade !== undefined) return undefined
      const tell = (errors: readonly GraphqlError[]) =>
        noteErrors(errors, ['GraphQLErrors', variableOf?.(exchange)], exchange)
      const refuse = (errors: readonly GraphqlError[]) => {
        tell(errors)
        return refusal(errors)
      }
      const found = schemaOf(exchange.api)
      if (found.kind !== 'ready') return noSchema(found.kind === 'broken' ? found.message : '')
      const max = Math.min(maxOf(exchange), sizeMax)
      const asked = askedOf(exchange.request)
      if (typeof asked === 'string') return refuse([{ message: asked }])
      if (asked.bytes > max) {
        return refuse([{ message: `The request is larger than ${max} bytes.` }])
      }
      const checked = checkedDocument(asked, found.schema, depthMaxOf(exchange))
      if (!('document' in checked)) return refuse(checked.errors)
      const of = rules.map((rule) => rule(exchange))
      const result = authorized(checked.document, found.schema, of)
      if (result.kind === 'allowed') return undefined
      if (result.kind === 'rejected') return refuse([unauthorized(result.at)])
      const errors = result.removed.map(unauthorized)
      if (result.document === undefined) return refuse(errors)
      tell(errors)
      for (const { message } of errors) exchange.trace('validate-graphql-request', message)
      asked.change(graphqlLibrary().print(result.document))
      return undefined
    }
  },
})

/** Each makes a rule for a request, which asks its action at most once. */
function compileRules(load: PolicyLoad): readonly ((exchange: Exchange) => Rule)[] {
  const authorize = childNamed(load.element, 'authorize')
  if (authorize === undefined) return []
  const rules = childrenNamed(authorize, 'rule').flatMap((child) => {
    const given = load.attributesOf(child, ruleAttributes)
    if (given === undefined) return []
    return [{ ...rulePathOf(given.path), actionOf: load.text(given.action, child) }]
  })
  return bySpecificity(rules).map(({ actionOf, ...path }) => (exchange) => {
    let known: RuleAction | undefined
    return {
      ...path,
      action() {
        known ??= actionNamed(actionOf(exchange))
        return known
      },
    }
  })
}

/** Whatever an expression says that is no action keeps the field from the backend. */
function actionNamed(text: string): RuleAction {
  const isAction = (word: string): word is RuleAction => actions.includes(word)
  return isAction(text) ? text : 'reject'
}

/** Of a document of an API the schema is known when it is loaded. */
function saySchema(load: PolicyLoad): void {
  const api = ownerApiOf(load)
  if (api === undefined || load.assumes('schema', `GraphQL of ${api.id}`)) return
  const found = schemaOf(api)
  if (found.kind === 'ready') return
  const is = found.kind === 'missing' ? 'has no GraphQL schema' : `has a schema with an error`
  load.warn(
    `the API ${api.id} ${is}${found.kind === 'broken' ? `: ${found.message}` : ''}`,
    `add apis/${api.id}/specification.graphql to the artifact folder, with apiType graphql`,
  )
}

function unauthorized({ path, line, column }: Refused): GraphqlError {
  return { message: `Access to ${path} is not authorized.`, locations: [{ line, column }] }
}

function refusal(errors: readonly GraphqlError[]): Stop {
  const [first] = errors
  const stop = reject(400, 'GraphQLRequestInvalid', first?.message ?? '')
  return { ...stop, body: JSON.stringify({ errors }) }
}

/** As the service fails where it has no schema to look into. */
function noSchema(problem: string): Stop {
  const message = `There is no GraphQL schema of this API. ${problem}`.trim()
  return reject(500, 'GatewayFailure', message, {}, 'Internal server error')
}
