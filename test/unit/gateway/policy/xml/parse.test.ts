import { expect, test } from 'vitest'
import type { XmlElement } from '../../../../../gateway/policy/xml/element.ts'
import { parsePolicyXml } from '../../../../../gateway/policy/xml/parse.ts'
import { placeOf } from '../../../../../gateway/policy/xml/place.ts'

const parse = (xml: string) => parsePolicyXml({ file: 'p.xml', xml })
const firstOf = (xml: string): XmlElement => {
  const [element] = parse(`<policies>${xml}</policies>`).children
  if (element === undefined) throw new Error('no element')
  return element
}

test.each([
  [
    'raw quotes',
    '<when condition="@(context.Variables["x"] == "y")" />',
    '@(context.Variables["x"] == "y")',
  ],
  [
    'generics',
    '<when condition="@(v.GetValueOrDefault<string>("x"))" />',
    '@(v.GetValueOrDefault<string>("x"))',
  ],
  ['bare && and <', '<when condition="@(a && b < c)" />', '@(a && b < c)'],
  ['escaped quotes', '<when condition="@(a == &quot;b&quot;)" />', '@(a == "b")'],
  ['raw quotes beside &amp;', '<when condition="@(a == "b" &amp;&amp; c)" />', '@(a == "b" && c)'],
  ['a number for a line', '<when condition="@(a &#10; b)" />', '@(a \n b)'],
  ['a bracket in a string', '<when condition="@(a == ")" || b)" />', '@(a == ")" || b)'],
  ['a bracket as character', `<when condition="@(a == ')' )" />`, `@(a == ')' )`],
  ['an escaped quote in a string', '<when condition="@(a == "\\")")" />', '@(a == "\\")")'],
  ['a verbatim string', '<when condition="@(a == @"\\"")" />', undefined],
  [
    'a doubled quote in a verbatim string',
    '<when condition="@(a == @"x"")y")" />',
    '@(a == @"x"")y")',
  ],
  ['an interpolated string', '<when condition="@($"a{b("c")}d)")" />', '@($"a{b("c")}d)")'],
  ['doubled braces', '<when condition="@($"{{)")" />', '@($"{{)")'],
  [
    'single quotes around',
    `<when condition='@(a == "b" && c == 'd')' />`,
    `@(a == "b" && c == 'd')`,
  ],
])('an attribute with %s', (_case, xml, expected) => {
  if (expected === undefined) expect(() => firstOf(xml)).toThrow('POLICY_XML')
  else expect(firstOf(xml).attributes).toMatchObject([{ value: expected }])
})

test('newlines of an attribute stay, for // comments end there', () => {
  const source = '@{\n  // it\'s ) a comment "\n  return 1; /* } */\n}'
  expect(firstOf(`<set-variable value="${source}" />`).attributes[0]?.value).toBe(source)
})

test('the text of an element is decoded, and an expression in it may hold < and &', () => {
  expect(firstOf('<value>@(a < b && c<d>())</value>').text).toBe('@(a < b && c<d>())')
  expect(firstOf('<value>a &lt; &#x41; &amp;</value>').text).toBe('a < A &')
})

test('CDATA is taken as it stands, comments and instructions are left out', () => {
  const element = firstOf('<value><!-- a -- b -->x<![CDATA[<&amp;>]]><?pi ?>y</value>')
  expect(element.text).toBe('x<&amp;>y')
})

test('innerXml is what stands between the tags', () => {
  const inner = ' <a b="1">{{x}} &amp;</a> '
  expect(firstOf(`<set-body>${inner}</set-body>`).innerXml).toBe(inner)
})

test('offsets lead to the attribute, the text and the element', () => {
  const xml = '\uFEFF<policies>\n  <a b="c">\n   d</a></policies>'
  const document = { file: 'p.xml', xml }
  const [element] = parsePolicyXml(document).children
  const places = [element?.offset, element?.attributes[0]?.offset, element?.textOffset]
  expect(places.map((offset) => placeOf(document, offset ?? -1))).toEqual([
    'p.xml:2:3',
    'p.xml:2:9',
    'p.xml:3:4',
  ])
})

test('a fragment is a root too', () => {
  expect(parse('<?xml version="1.0"?><!-- c --><fragment><base/></fragment>').name).toBe('fragment')
})

test.each([
  ['POLICY_XML_UNCLOSED', '<policies>\n <inbound>', '2:2'],
  ['POLICY_XML_UNCLOSED', '<policies><a b="c', '1:17'],
  ['POLICY_XML_UNCLOSED', '<policies><a ', '1:11'],
  ['POLICY_XML_UNCLOSED', '<policies><!-- ', '1:11'],
  ['POLICY_XML_UNCLOSED', '<policies></policies', '1:11'],
  ['POLICY_XML_MISMATCHED', '<policies><a></b></policies>', '1:14'],
  ['POLICY_XML_ROOT', '<other />', '1:1'],
  ['POLICY_XML_ROOT', '', '1:1'],
  ['POLICY_XML_ROOT', '<policies /><policies />', '1:13'],
  ['POLICY_XML_NAME', '<policies>< a /></policies>', '1:12'],
  ['POLICY_XML_ATTRIBUTE', '<policies><a b /></policies>', '1:14'],
  ['POLICY_XML_ATTRIBUTE', '<policies><a b="c"d" /></policies>', '1:19'],
  ['POLICY_XML_DUPLICATE_ATTRIBUTE', '<policies><a b="1" b="2" /></policies>', '1:20'],
  ['POLICY_XML_ENTITY', '<policies><a>&nbsp;</a></policies>', '1:14'],
  ['POLICY_XML_ENTITY', '<policies><a b="x&y" /></policies>', '1:18'],
  ['POLICY_XML_DOCTYPE', '<!DOCTYPE x [<!ENTITY a "b">]><policies />', '1:1'],
  ['POLICY_XML_BARE_LESS_THAN', '<policies><a b="<" /></policies>', '1:17'],
  ['POLICY_XML_EXPRESSION_UNCLOSED', '<policies><a b="@(c" /></policies>', '1:17'],
  ['POLICY_XML_EXPRESSION_UNCLOSED', '<policies><a>@{ ( }</a></policies>', '1:14'],
])('%s: %s', (code, xml, place) => {
  expect(() => parse(xml)).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ code, where: `p.xml:${place}` })],
    }),
  )
})

test('elements nested without end, and documents without end, are refused', () => {
  expect(() => parse(`<policies>${'<a>'.repeat(100_000)}`)).toThrow('POLICY_XML_TOO_DEEP')
  expect(() => parse(`<policies>${' '.repeat(2 ** 20)}</policies>`)).toThrow('POLICY_XML_TOO_LARGE')
  expect(() => parse(`<policies><a>@${'('.repeat(100_000)}</a></policies>`)).toThrow(
    'POLICY_XML_EXPRESSION_UNCLOSED',
  )
})
