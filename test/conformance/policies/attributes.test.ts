import { describe, expect, test } from 'vitest'
import { checkPolicies } from '../../../gateway/policy/check-policies.ts'
import { policies } from '../../../gateway/policy/policies.ts'
import { attributeTable, type PolicyRow } from './attribute-table.ts'
import { contentWith } from './content-with.ts'

const wrong: Readonly<Record<string, readonly string[]>> = {
  flag: ['maybe', '1', ''],
  int: ['many', '-1', '1.5', ''],
  positive: ['many', '0', '-1', '1.5', ''],
  status: ['many', '99', '1000', ''],
  number: ['many', ''],
  odata: ['newest', '4.', '-1', ''],
  score: ['many', '2', '-0.1', ''],
  date: ['tomorrow', ''],
  text: [''],
  address: ['10.0.0', 'here', ''],
  any: [],
}

type Row = {
  readonly element: string
  readonly attribute: string
  readonly wrong: readonly string[]
  readonly isRequired: boolean
  readonly takesExpression: boolean
  readonly refusesExpression: boolean
}

function rowOf(policy: string, name: string, written: string): Row {
  const [element = policy, attribute = name] = name.includes(' ') ? name.split(' ') : [policy, name]
  const [type = '', marks = ''] = written.split(' ')
  return {
    element,
    attribute,
    wrong: wrong[type] ?? ['other', ''],
    isRequired: marks.includes('!'),
    takesExpression: marks.endsWith('@') && !marks.endsWith('-@'),
    refusesExpression: marks.endsWith('-@'),
  }
}

/** The policy with another value of an attribute of its first such element; undefined: without it. */
function having(xml: string, { element, attribute }: Row, value: string | undefined): string {
  const found = new RegExp(`(<${element}(?:\\s[^<>]*?)?)\\s${attribute}="[^"]*"`)
  expect(xml, `${element} ${attribute} stands in the example`).toMatch(found)
  return xml.replace(found, (_all, before: string) =>
    value === undefined ? before : `${before} ${attribute}="${value}"`,
  )
}

const nothing: PolicyRow = { xml: '', attributes: {} }

test('every policy has a row', () => {
  expect(Object.keys(attributeTable).toSorted()).toEqual(
    policies.map(({ name }) => name).toSorted(),
  )
})

describe.each(policies.map((policy) => [policy.name, policy] as const))('%s', (name, policy) => {
  const {
    xml,
    attributes,
    others = [],
    notRun = [],
    said: always,
  } = attributeTable[name] ?? nothing
  const rows = Object.entries(attributes).map(([key, type]) => rowOf(name, key, type))
  const said = (text: string) => {
    const { errors, warnings } = checkPolicies(contentWith(policy, text))
    const all = [...errors, ...warnings].map(({ what, why }) => `${what}: ${why}`)
    return all.filter((one) => always === undefined || !one.includes(always))
  }
  /** Of expressions: what they are is seen when they run. */
  const expression = '@(context.Api.Id == "x" ? 200 : 201)'

  test.each([xml, ...others])('takes all that it has: %s', (text) => {
    expect(said(text)).toEqual([])
  })

  test('has no attribute that the table does not have', () => {
    const inTable = rows.filter(({ element }) => element === name).map((row) => row.attribute)
    const inOthers = [xml, ...others].flatMap((text) =>
      [...(/^<[^<>]*?(?=\/?>)/.exec(text)?.[0] ?? '').matchAll(/\s([\w-]+)="/g)].map(
        ([, one]) => one,
      ),
    )
    const own = 'shape' in policy.attributes ? Object.keys(Object(policy.attributes.shape)) : []
    const known = new Set([...inTable, ...inOthers, ...notRun])
    expect(own.filter((one) => !known.has(one))).toEqual([])
  })

  test.each(notRun)('says that %s is not run', (attribute) => {
    const text = xml.replace(`<${name}`, `<${name} ${attribute}="x"`)
    expect(said(text)).toEqual([expect.stringMatching(/this gateway cannot run it/)])
  })

  test.each(rows.map((row) => [`${row.element} ${row.attribute}`, row] as const))(
    '%s',
    (_name, row) => {
      const without = said(having(xml, row, undefined))
      if (row.isRequired) expect(without.join()).toContain(row.attribute)
      else expect(without).toEqual([])
      for (const value of row.wrong) {
        expect(said(having(xml, row, value)), `the value "${value}"`).not.toEqual([])
      }
      if (row.takesExpression) expect(said(having(xml, row, expression))).toEqual([])
      if (row.refusesExpression) expect(said(having(xml, row, expression))).not.toEqual([])
    },
  )
})
