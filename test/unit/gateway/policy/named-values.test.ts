import { expect, test } from 'vitest'
import { substituteNamedValues } from '../../../../gateway/policy/named-values.ts'

const namedValues = [
  { id: 'a', displayName: 'host', value: 'h.example', isSecret: false },
  { id: 'b', displayName: 'limit-2', value: '5', isSecret: false },
  { id: 'c', displayName: 'nested', value: '{{host}}', isSecret: false },
  { id: 'd', displayName: 'key', isSecret: true },
  { id: 'e', displayName: 'money', value: '$& $1', isSecret: false },
]
const place = { document: { file: 'p.xml', xml: 'x'.repeat(40) }, offset: 10 }

test.each([
  ['https://{{host}}/{{ limit-2 }}', 'https://h.example/5'],
  ['@(x <= {{limit-2}})', '@(x <= 5)'],
  ['{{nested}}', '{{host}}'],
  ['{{money}}', '$& $1'],
  ['{{ not a name }} {x} {{}}', '{{ not a name }} {x} {{}}'],
])('%s becomes %s', (text, expected) => {
  expect(substituteNamedValues(text, namedValues, place)).toEqual({ text: expected, problems: [] })
})

test('an unknown name and a secret without value are problems at their place', () => {
  const { text, problems } = substituteNamedValues('ab{{who}}{{key}}', namedValues, place)
  expect(text).toBe('ab{{who}}{{key}}')
  expect(problems).toMatchObject([
    { code: 'NAMED_VALUE_UNKNOWN', where: 'p.xml:1:13' },
    { code: 'NAMED_VALUE_WITHOUT_VALUE', where: 'p.xml:1:20' },
  ])
})

test('what names no value is left to Liquid', () => {
  const liquid = { ...place, isLiquid: true }
  expect(substituteNamedValues('{{body.x}} {{host}}', namedValues, liquid)).toEqual({
    text: '{{body.x}} h.example',
    problems: [],
  })
})
