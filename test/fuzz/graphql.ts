import fc from 'fast-check'
import { authorized, bySpecificity, rulePathOf } from '../../gateway/policy/graphql/authorize.ts'
import { depthOf } from '../../gateway/policy/graphql/depth.ts'
import { graphqlLibrary } from '../../gateway/policy/graphql/library.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

// The gateway's own, for two of it do not know each other's types.
const { buildSchema, GraphQLError, parse, print, validate } = graphqlLibrary()

const schema = buildSchema(`
  type Query { a: A n(id: ID): N u: U v: String }
  interface N { id: ID next: N }
  type A implements N { id: ID next: N s(x: Int): String }
  type B implements N { id: ID next: N t: [B] a: A }
  union U = A | B
`)

/** What may be selected of each type: a field, and the type of what stands in it. */
const fields: Readonly<Record<string, readonly (readonly [field: string, type?: string])[]>> = {
  Query: [['a', 'A'], ['n(id: $i)', 'N'], ['u', 'U'], ['v'], ['... ', 'Query'], ['...G']],
  A: [['id'], ['next', 'N'], ['s(x: $x)'], ['...F'], ['... on N', 'N']],
  B: [['id'], ['next', 'N'], ['t', 'B'], ['a', 'A'], ['__typename']],
  N: [['id'], ['next', 'N'], ['... on A', 'A'], ['... on B', 'B']],
  U: [['... on A', 'A'], ['... on B', 'B'], ['__typename']],
}

const anywhere = ['nope', 'id @include(if: $b)', '__schema { types { name } }', '...G', 'z: id']

/** What stands between the brackets of a type; now and then something that does not belong there. */
const { Query, A } = fc.letrec<Record<string, string>>((tie) =>
  Object.fromEntries(
    Object.entries(fields).map(([type, known]) => {
      const leaves = known.filter(([, inside]) => inside === undefined).map(([field]) => field)
      const leaf = fc.constantFrom(...leaves, ...(leaves.length === 0 ? ['__typename'] : []))
      const nested = known.flatMap(([field, inside]) =>
        inside === undefined ? [] : [tie(inside).map((text) => `${field} { ${text} }`)],
      )
      const wrong = fc.constantFrom(...anywhere)
      const one = fc.oneof(
        { depthSize: 'small' },
        { weight: 30, arbitrary: leaf },
        ...nested.map((arbitrary) => ({ weight: 10, arbitrary })),
        { weight: 1, arbitrary: wrong },
      )
      return [type, fc.array(one, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))]
    }),
  ),
)

const documents = fc.tuple(Query ?? fc.constant(''), A ?? fc.constant('')).map(([query, inA]) => {
  const parts = [`{ ${query} }`]
  if (query.includes('...F')) parts.push(`fragment F on A { ${inA.replaceAll('...F', 'id')} }`)
  if (parts.join(' ').includes('...G')) parts.push('fragment G on Query { v }')
  const all = parts.join(' ')
  const types = { $i: 'ID', $x: 'Int', $b: 'Boolean!' }
  const used = Object.entries(types).filter(([name]) => all.includes(name))
  const declared = used.map(([name, type]) => `${name}: ${type}`).join(', ')
  return used.length === 0 ? all : `query Q(${declared}) ${all}`
})

const paths = ['/A/id', '/A/*', '/B/t', '/N/next', '/Query/n', '/v', '/a', '/__*', '/U/x', '/*/id']
const rules = fc.array(
  fc.tuple(fc.constantFrom(...paths), fc.constantFrom('allow', 'remove', 'reject', 'ignore')),
  { maxLength: 5 },
)

/** A request that is right stays right without what rules remove, and has nothing of it left. */
export const graphqlProperty = fc.property(documents, rules, (text, given) => {
  const document = parsed(text)
  if (document === undefined) return
  depthOf(document, 6)
  if (validate(schema, document).length > 0) return
  const all = bySpecificity(
    given.map(([path, action]) => ({ ...rulePathOf(path), action: () => action })),
  )
  const result = authorized(document, schema, all)
  if (result.kind !== 'changed' || result.document === undefined) return
  const left = print(result.document)
  const [problem] = validate(schema, parse(left))
  if (problem !== undefined) throw new Error(`${problem.message} in ${left}`)
  if (authorized(parse(left), schema, all).kind !== 'allowed') throw new Error(`left: ${left}`)
})

function parsed(text: string) {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof GraphQLError) return undefined
    throw error
  }
}

export const graphql = defineFuzz({
  name: 'graphql',
  about: 'requests of GraphQL: what rules leave of them is right, and none of what they remove',
  run: (options) => checkProperty(graphqlProperty, options),
})
