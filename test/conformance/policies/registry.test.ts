import { describe, expect, test } from 'vitest'
import { checkPolicies } from '../../../gateway/policy/check-policies.ts'
import { sections } from '../../../gateway/policy/define-policy.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import { unsupportedPolicies } from '../../../gateway/policy/unsupported.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'

/** Those that examples name. */
const backends = ['any', 'embeddings', 'content-safety'].map((id) => ({
  id,
  kind: 'single' as const,
  url: `https://${id}.example`,
  members: [],
  credentials: { headers: {}, query: {} },
}))

/** A configuration whose only policy stands where it belongs. */
function contentWith(policy: (typeof policies)[number], xml: string) {
  const section = policy.sections[0] ?? 'inbound'
  const text = document(`<policies><${section}>${xml}</${section}></policies>`)
  const scope = policy.scopes?.[0] ?? 'operation'
  const fragments = [{ id: 'forward-context', policy: document('<fragment />') }]
  const product = {
    id: 'p',
    name: 'p',
    isPublished: true,
    isSubscriptionRequired: false,
    apiIds: ['orders'],
  }
  return contentOf({
    backends,
    fragments,
    apis: [
      apiOf(
        [operationOf('item', scope === 'operation' ? { policy: text } : {})],
        scope === 'api' ? { policy: text } : {},
      ),
    ],
    products: [{ ...product, ...(scope === 'product' ? { policy: text } : {}) }],
    ...(scope === 'global' ? { globalPolicy: text } : {}),
  })
}

describe.each(policies.map((policy) => [policy.name, policy] as const))('%s', (name, policy) => {
  test('has an example that compiles without a word', () => {
    expect(checkPolicies(contentWith(policy, policy.example))).toEqual({ errors: [], warnings: [] })
  })

  test('is the element of its example', () => {
    expect(policy.example).toMatch(new RegExp(`^<${name}[\\s/>]`))
  })

  test('belongs somewhere', () => {
    expect(policy.sections.length).toBeGreaterThan(0)
    expect(sections).toEqual(expect.arrayContaining([...policy.sections]))
  })

  test('refuses an attribute that it does not have, with its place', () => {
    const xml = policy.example.replace(`<${name}`, `<${name} no-such-attribute="1"`)
    const { errors } = checkPolicies(contentWith(policy, xml))
    expect(errors.map(({ code, where }) => [code, where.split(':')[0]])).toEqual([
      ['POLICY_ATTRIBUTE_UNKNOWN', 'policy.xml'],
    ])
    expect(errors[0]?.where).toMatch(/^policy\.xml:1:\d+$/)
  })

  test('is not among those that are not supported', () => {
    expect(unsupportedPolicies.has(name)).toBe(false)
  })
})

test('no two policies have one name', () => {
  expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length)
})
