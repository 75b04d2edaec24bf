import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compileApiXmlSchema,
  compileXmlSchema,
} from '../../../../../gateway/policy/validation/xml-schema.ts'
import { readXmlSchema } from '../../../../../gateway/policy/validation/xml-schema-document.ts'
import { xmlSchemaProperty } from '../../../../fuzz/xml-schema.ts'

const schemaOf = (inside: string, more = '') =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" ${more}>${inside}</xs:schema>`
const order = schemaOf(
  '<xs:include schemaLocation="/schemas/types" /><xs:element name="order"><xs:complexType><xs:sequence><xs:element name="id" type="xs:int" /><xs:element name="sku" type="Sku" maxOccurs="unbounded" /></xs:sequence></xs:complexType></xs:element>',
  'targetNamespace="urn:o" xmlns="urn:o" elementFormDefault="qualified"',
)
const types = schemaOf(
  '<xs:simpleType name="Sku"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]+" /></xs:restriction></xs:simpleType>',
  'targetNamespace="urn:o"',
)
const texts = new Map([
  ['order', order],
  ['types', types],
])

async function checked(text: string, { isSoap = false, id = 'order', of = texts } = {}) {
  const schema = compileXmlSchema(id, of)
  await schema.prepare()
  const found = schema.check(text, isSoap)
  return found.kind === 'broken' ? found.message : found.problems
}

const soap = (inside: string) =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:o="urn:o"><s:Header><a/></s:Header><s:Body>${inside}</s:Body></s:Envelope>`
const good = '<o:order xmlns:o="urn:o"><o:id>7</o:id><o:sku>A</o:sku></o:order>'

test.each([
  ['a body', good, false],
  ['a body that names an encoding', `<?xml version="1.0" encoding="utf-16"?>${good}`, false],
  ['the body of an envelope', soap(good), true],
  [
    'the body of an envelope with its names declared outside',
    soap('<o:order><o:id>7</o:id><o:sku>A</o:sku></o:order>'),
    true,
  ],
  ['an empty envelope', soap(''), true],
])('%s that fits has no problems', async (_case, text, isSoap) => {
  expect(await checked(text, { isSoap })).toEqual([])
})

test.each([
  ['another root', '<b/>', 'No matching global declaration'],
  [
    'a value of another type',
    good.replace('7', 'x'),
    "'x' is not a valid value of the atomic type 'xs:int'. Line: 1",
  ],
  [
    'a value that an included type refuses',
    good.replace('>A<', '>a<'),
    "not accepted by the pattern '[A-Z]+'",
  ],
  [
    'an element too many',
    good.replace('</o:order>', '\n<b/></o:order>'),
    'This element is not expected. Expected is ( {urn:o}sku ). Line: 2',
  ],
])('%s is a problem', async (_case, text, expected) => {
  const found = [await checked(text), await checked(soap(text), { isSoap: true })]
  for (const problems of found) expect(problems).toEqual([expect.stringContaining(expected)])
})

test.each([
  ['a type that there is not', schemaOf('<xs:element name="a" type="Nope" />'), 'does not resolve'],
  ['a file', schemaOf('<xs:include schemaLocation="file:///etc/passwd" />'), 'failed to load'],
  ['a host', schemaOf('<xs:include schemaLocation="http://127.0.0.1/a" />'), 'failed to load'],
])('a schema with %s checks nothing', async (_case, text, expected) => {
  const of = new Map([['a', text]])
  expect(await checked('<a/>', { id: 'a', of })).toContain(expected)
})

test.each([
  ['elements inside each other', '<a>'.repeat(3_000) + '</a>'.repeat(3_000), 'Excessive depth'],
  ['elements', `<a>${'<b/>'.repeat(30_000)}</a>`, 'more than 12000 elements'],
])('thousands of %s are refused', async (_case, text, expected) => {
  expect(await checked(text)).toContain(expected)
})

test.each([
  [
    'fits',
    '<o:get xmlns:o="urn:o"><o:id>7</o:id><o:by xmlns="urn:t"><name>Ann</name></o:by></o:get>',
    0,
  ],
  [
    'does not',
    '<o:get xmlns:o="urn:o"><o:id>b</o:id><o:by xmlns="urn:t"><nick/></o:by></o:get>',
    2,
  ],
])('all schemas of an API together check what %s', async (_case, text, count) => {
  const qualified = 'elementFormDefault="qualified"'
  const ofService = schemaOf(
    '<xs:import namespace="urn:t" /><xs:element name="get"><xs:complexType><xs:sequence><xs:element name="id" type="Id" /><xs:element name="by" type="t:Person" /></xs:sequence></xs:complexType></xs:element>',
    `targetNamespace="urn:o" xmlns="urn:o" xmlns:t="urn:t" ${qualified}`,
  )
  const ids = schemaOf(
    '<xs:simpleType name="Id"><xs:restriction base="xs:int" /></xs:simpleType>',
    'targetNamespace="urn:o"',
  )
  const people = schemaOf(
    '<xs:complexType name="Person"><xs:sequence><xs:element name="name" type="xs:string" /></xs:sequence></xs:complexType>',
    `targetNamespace="urn:t" ${qualified}`,
  )
  const schema = compileApiXmlSchema(
    new Map([
      ['1', ofService],
      ['2', ids],
      ['3', people],
      ['4', schemaOf('<xs:element name="plain" />')],
    ]),
  )
  await schema.prepare()
  const found = schema.check(text, false)
  expect(found).toMatchObject({ kind: 'checked' })
  expect(found.kind === 'checked' ? found.problems.length : found.message).toBe(count)
  expect(schema.check('<plain/>', false)).toEqual({ kind: 'checked', problems: [] })
})

test('of many problems the first are said', async () => {
  const text = good.replace('<o:sku>A', `${'<o:sku>b</o:sku>'.repeat(1_000)}<o:sku>A`)
  expect(await checked(text)).toHaveLength(20)
})

test('a validator that was let go of is made again', async () => {
  for (let index = 0; index < 60; index += 1) {
    const of = new Map([['a', schemaOf(`<xs:element name="a${index}" />`)]])
    expect(await checked(`<a${index}/>`, { id: 'a', of })).toEqual([])
  }
  expect(await checked(good)).toEqual([])
})

test.each([
  ['no XML', '<a', /must contain a root element/],
  ['a broken comment with half a pair', '<!--<!--\ud800', /malformed comment/],
  ['another document', '<a/>', /begins with <a>/],
  ['a document type', `<!DOCTYPE a [<!ENTITY b "b">]>${order}`, /document type/],
])('%s is no schema', (_case, text, expected) => {
  expect(readXmlSchema(text).problem).toMatch(expected)
})

test('no body and no schema makes the checks crash', async () => {
  await fc.assert(xmlSchemaProperty, { numRuns: 1_000 })
})

test('what a schema includes is known by its id', () => {
  expect(readXmlSchema(order)).toEqual({
    problem: undefined,
    namespace: 'urn:o',
    includes: ['types'],
  })
})
