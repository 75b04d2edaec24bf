import { describe, expect, test } from 'vitest'
import { checkPolicies } from '../../../gateway/policy/check-policies.ts'
import { sections } from '../../../gateway/policy/define-policy.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import { unsupportedPolicies } from '../../../gateway/policy/unsupported.ts'
import { attributeTable } from './attribute-table.ts'
import { contentWith } from './content-with.ts'

describe.each(policies.map((policy) => [policy.name, policy] as const))('%s', (name, policy) => {
  test('has an example that compiles, with no word but what is said of all', () => {
    const { errors, warnings } = checkPolicies(contentWith(policy, policy.example))
    const said = attributeTable[policy.name]?.said
    expect(
      [...errors, ...warnings].filter(({ what }) => said === undefined || !what.includes(said)),
    ).toEqual([])
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
