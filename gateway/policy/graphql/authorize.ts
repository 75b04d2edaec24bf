import type { DocumentNode, GraphQLNamedType, GraphQLSchema } from 'graphql'
import { graphqlLibrary } from './library.ts'
import { withoutEmpty } from './without-empty.ts'

export type RuleAction = 'allow' | 'remove' | 'reject' | 'ignore'

/** Which fields a `<rule>` is for. */
export type RulePath = {
  /** Higher is more specific. */
  readonly weight: number
  fits(type: string, field: string, isOfRoot: boolean): boolean
}

/** One `<rule>` in one request: what becomes of its fields. */
export type Rule = RulePath & { action(): RuleAction }

/** A field that a rule is against, as `/type/field`. */
export type Refused = { readonly path: string; readonly line: number; readonly column: number }

export type Authorized =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'rejected'; readonly at: Refused }
  /** Without the fields that rules remove; undefined when nothing is left to ask. */
  | {
      readonly kind: 'changed'
      readonly document: DocumentNode | undefined
      readonly removed: readonly Refused[]
    }

/**
 * What `path` of a rule stands for: `/type/field`, `/field` of the outermost types, `/__*` of the
 * introspection; `*` is any text. `__typename`, which clients ask for with everything, is none of
 * the introspection. Source: APIM, validate-graphql-request.
 */
export function rulePathOf(path: string): RulePath {
  const parts = path.replace(/^\//, '').split('/')
  const [type, field] = parts.length === 1 ? [undefined, parts[0] ?? ''] : parts
  const typeFits = type === undefined ? undefined : patternOf(type)
  const fieldFits = patternOf(field ?? '')
  return {
    weight: path.includes('*') ? path.indexOf('*') : 1_000 + path.length,
    fits(ofType, name, isOfRoot) {
      if (name === '__typename' || !fieldFits.test(name)) return false
      return typeFits === undefined ? isOfRoot : typeFits.test(ofType)
    },
  }
}

/** The more specific ones first, and those alike in the order of the document. */
export function bySpecificity<One extends Pick<RulePath, 'weight'>>(
  rules: readonly One[],
): readonly One[] {
  return rules.toSorted((a, b) => b.weight - a.weight)
}

function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/**
 * Asks the rules, in their order, about each field of a valid document: the next one after
 * `ignore`; without any a field is allowed. A field of an interface or union is under the rules of
 * all types that it may be. The first `reject` ends it.
 */
export function authorized(
  document: DocumentNode,
  schema: GraphQLSchema,
  rules: readonly Rule[],
): Authorized {
  if (rules.length === 0) return { kind: 'allowed' }
  const { visit, visitWithTypeInfo, TypeInfo, BREAK } = graphqlLibrary()
  const types = new TypeInfo(schema)
  const removed: Refused[] = []
  let rejected: Refused | undefined
  const changed = visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType()
        if (!parent) return undefined
        const field = node.name.value
        const action = actionOf(field, parent, schema, rules)
        if (action === 'allow') return undefined
        const { line = 0, column = 0 } = node.loc?.startToken ?? {}
        const at = { path: `/${parent.name}/${field}`, line, column }
        if (action === 'remove') {
          removed.push(at)
          return null
        }
        rejected = at
        return BREAK
      },
    }),
  )
  if (rejected !== undefined) return { kind: 'rejected', at: rejected }
  if (removed.length === 0) return { kind: 'allowed' }
  return { kind: 'changed', document: withoutEmpty(changed), removed }
}

function actionOf(
  field: string,
  parent: GraphQLNamedType,
  schema: GraphQLSchema,
  rules: readonly Rule[],
): Exclude<RuleAction, 'ignore'> {
  const { isAbstractType } = graphqlLibrary()
  const isOfRoot = roots(schema).includes(parent.name)
  const others = isAbstractType(parent) ? schema.getPossibleTypes(parent) : []
  for (const rule of rules) {
    const fits = [parent, ...others].some(({ name }) => rule.fits(name, field, isOfRoot))
    const action = fits ? rule.action() : 'ignore'
    if (action !== 'ignore') return action
  }
  return 'allow'
}

function roots(schema: GraphQLSchema): readonly (string | undefined)[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map(
    (type) => type?.name,
  )
}
