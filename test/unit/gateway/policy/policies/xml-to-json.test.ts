import { describe, expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const always = 'apply="always" consider-accept-header="false"'

async function converted(xml: string, attributes = 'kind="direct"') {
  const api = outbound(`<xml-to-json ${always} ${attributes} />`)
  const gateway = gatewayWith({ api }, { backend: [{ status: 200, body: xml }] })
  return gateway.send({ path: '/orders/item/1' })
}

describe('direct', () => {
  test.each([
    ['an element with text is that text', '<a>x</a>', '{"a":"x"}'],
    ['numbers stay texts', '<a><b>1</b></a>', '{"a":{"b":"1"}}'],
    ['what repeats is an array', '<a><b>1</b><c/><b>2</b></a>', '{"a":{"b":["1","2"],"c":null}}'],
    ['an empty element is null', '<a/>', '{"a":null}'],
    ['one with both tags is an empty text', '<a></a>', '{"a":""}'],
    ['attributes have a mark', '<a id="1">x</a>', '{"a":{"@id":"1","#text":"x"}}'],
    ['an element with attributes alone', '<a id="1"/>', '{"a":{"@id":"1"}}'],
    ['text among elements', '<a>x<b>1</b>y</a>', '{"a":{"#text":["x","y"],"b":"1"}}'],
    ['white space alone is left out', '<a>\n  <b>1</b>\n</a>', '{"a":{"b":"1"}}'],
    ['a CDATA section', '<a><![CDATA[<x>]]></a>', '{"a":{"#cdata-section":"<x>"}}'],
    ['comments are left out', '<a><!-- c --><b>1</b></a>', '{"a":{"b":"1"}}'],
    ['references are resolved', '<a b="&quot;">&lt;&#x41;</a>', '{"a":{"@b":"\\"","#text":"<A"}}'],
    [
      'a declaration',
      '<?xml version="1.0" encoding="utf-8"?><a>1</a>',
      '{"version":"1.0","encoding":"utf-8","a":"1"}',
    ],
    ['names that JavaScript knows', '<a><__proto__>1</__proto__></a>', '{"a":{"__proto__":"1"}}'],
    [
      'prefixes',
      '<s:E xmlns="http://d" xmlns:s="http://s"><s:B t:x="1" xmlns:t="u">1</s:B></s:E>',
      '{"s$E":{"@xmlns":"http://d","@xmlns$s":"http://s","s$B":{"@t$x":"1","@xmlns$t":"u","#text":"1"}}}',
    ],
    [
      'an element that wants to be an array',
      '<a xmlns:json="http://james.newtonking.com/projects/json"><b json:Array="true">1</b></a>',
      '{"a":{"b":["1"]}}',
    ],
  ])('%s', async (_case, xml, json) => {
    const { status, text, headers } = await converted(xml)
    expect([status, text, headers.first('Content-Type')]).toEqual([200, json, 'application/json'])
  })
})

test.each([
  ['attributes are plain', '<a id="1"><b>x</b></a>', '{"a":{"id":"1","b":"x"}}'],
  ['text beside them has a name of its own', '<a id="1">x</a>', '{"a":{"id":"1","$t":"x"}}'],
  ['CDATA is text', '<a><![CDATA[x]]></a>', '{"a":"x"}'],
  ['an element before an attribute of its name', '<a b="1"><b>2</b></a>', '{"a":{"b":"2"}}'],
])('javascript-friendly: %s', async (_case, xml, json) => {
  expect((await converted(xml, 'kind="javascript-friendly"')).text).toBe(json)
})

test('every child can be in an array, but not the root', async () => {
  const { text } = await converted(
    '<a><b><c i="1">1</c></b></a>',
    'kind="direct" always-array-child-elements="true"',
  )
  expect(text).toBe('{"a":{"b":[{"c":[{"@i":"1","#text":"1"}]}]}}')
})

test.each([
  ['no XML', 'x'],
  ['a tag that is not closed', '<a><b></a>'],
  ['two roots', '<a/><b/>'],
  ['a prefix that is not declared', '<x:a/>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'],
  ['nesting without end', `${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`],
])('%s is an error, not an answer', async (_case, xml) => {
  const { status, exchange } = await converted(xml)
  expect([status, exchange.lastError?.reason]).toEqual([500, 'XmlToJsonFailed'])
})

test.each([
  ['XML by its type', 'apply="content-type-xml"', 'application/xml', 'application/json', true],
  ['XML by its suffix', 'apply="content-type-xml"', 'application/soap+xml', 'text/json', true],
  ['another type', 'apply="content-type-xml"', 'text/plain', 'application/json', false],
  ['any type', 'apply="always"', 'text/plain', 'application/json', true],
  ['no JSON asked for', 'apply="always"', 'text/xml', 'text/xml', false],
  ['Accept that is not considered', always, 'text/xml', 'text/xml', true],
])('converts a response when it should: %s', async (_case, attributes, type, accept, isJson) => {
  const backend = [{ status: 200, body: '<a>1</a>', headers: { 'Content-Type': type } }]
  const api = outbound(`<xml-to-json kind="@(&quot;direct&quot;)" ${attributes} />`)
  const gateway = gatewayWith({ api }, { backend })
  const { text } = await gateway.send({ path: '/orders/item/1', headers: { Accept: accept } })
  expect(text).toBe(isJson ? '{"a":"1"}' : '<a>1</a>')
})

test('converts a request, and leaves an empty one alone', async () => {
  const gateway = gatewayWith({ api: inbound(`<xml-to-json kind="direct" ${always} />`) })
  await gateway.send({ path: '/orders/item', method: 'POST', body: '<a>1</a>' })
  await gateway.send({ path: '/orders/item', method: 'POST' })
  expect(gateway.calls.map(({ body }) => body)).toEqual(['{"a":"1"}', ''])
})
