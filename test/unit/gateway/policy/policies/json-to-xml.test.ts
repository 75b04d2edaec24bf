import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const always = 'apply="always" consider-accept-header="false"'

async function converted(json: string, attributes = '') {
  const api = outbound(`<json-to-xml ${always} ${attributes} />`)
  const gateway = gatewayWith({ api }, { backend: [{ status: 200, body: json }] })
  return gateway.send({ path: '/orders/item/1' })
}

describe('writes XML as Newtonsoft does', () => {
  test.each([
    ['one property is the root', '{"a":{"b":"c"}}', '<a><b>c</b></a>'],
    ['several are wrapped', '{"a":1,"b":2}', '<Document><a>1</a><b>2</b></Document>'],
    [
      'numbers keep their order as names',
      '{"b":1,"1":2}',
      '<Document><b>1</b><_x0031_>2</_x0031_></Document>',
    ],
    ['an array repeats its name', '{"r":{"a":[1,2]}}', '<r><a>1</a><a>2</a></r>'],
    ['an empty array is one element', '{"r":{"a":[]}}', '<r><a /></r>'],
    ['an array in an array nests', '{"r":{"a":[[1,2]]}}', '<r><a><a>1</a><a>2</a></a></r>'],
    ['an array is no root', '{"a":[1,2]}', '<Document><a>1</a><a>2</a></Document>'],
    [
      'an array at the root is wrapped',
      '[1,{"b":2}]',
      '<Document><Array>1</Array><Array><b>2</b></Array></Document>',
    ],
    ['a value at the root is wrapped', '"x"', '<Document>x</Document>'],
    [
      'null is marked',
      '{"a":null}',
      '<a xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" />',
    ],
    [
      'truth and numbers',
      '{"r":[true,1.0,1.5,12345678901]}',
      '<Document><r>True</r><r>1</r><r>1.5</r><r>12345678901</r></Document>',
    ],
    ['attributes and text', '{"a":{"@id":"1","#text":"x"}}', '<a id="1">x</a>'],
    ['a lone attribute is wrapped', '{"@id":"1"}', '<Document id="1" />'],
    [
      'an attribute that is an object',
      '{"a":{"@b":{"c":1}}}',
      '<a><_x0040_b><c>1</c></_x0040_b></a>',
    ],
    ['a declaration is left out', '{"?xml":{"@version":"1.0"},"a":1}', '<a>1</a>'],
    ['text is escaped', '{"a":"<&>\\"\\r"}', '<a>&lt;&amp;&gt;"&#xD;</a>'],
    ['attributes are escaped', '{"a":{"@b":"<\\"&\\n"}}', '<a b="&lt;&quot;&amp;&#xA;" />'],
    ['names are encoded', '{"a b":{"x:y":1}}', '<a_x0020_b><x_x003A_y>1</x_x003A_y></a_x0020_b>'],
    ['a name that looks encoded is too', '{"_x0020_":1}', '<_x005F_x0020_>1</_x005F_x0020_>'],
  ])('%s', async (_case, json, xml) => {
    const { status, text, headers } = await converted(json)
    expect([status, text]).toEqual([200, xml])
    expect(headers.first('Content-Type')).toBe('application/xml')
    expect(() => new SaxesParser({ xmlns: true }).write(text).close()).not.toThrow()
  })
})

test('namespaces and a block of attributes, as in the example of the article', async () => {
  const json =
    '{"s:E":{"xmlns:s":"http://s","xmlns:v":"http://v","s:H":{},"s:B":{"v:Q":{"#attrs":{"n":"t"},"i":"x"}}}}'
  const attributes =
    'namespace-separator=":" namespace-prefix="xmlns" attribute-block-name="#attrs"'
  const { text } = await converted(json, attributes)
  expect(text).toBe(
    '<s:E xmlns:s="http://s" xmlns:v="http://v"><s:H /><s:B><v:Q n="t"><i>x</i></v:Q></s:B></s:E>',
  )
})

test.each([
  ['true', '<d>2024-01-02T03:04:05Z</d>'],
  ['false', '<d>2024-01-02T03:04:05.000Z</d>'],
])('dates with parse-date %s', async (parses, xml) => {
  const { text } = await converted('{"d":"2024-01-02T03:04:05.000Z"}', `parse-date="${parses}"`)
  expect(text).toBe(xml)
})

test.each([
  ['no JSON', '{"a"'],
  ['a name that is empty', '{"":1}'],
  ['a character that XML has not', '{"a":"\\u0000"}'],
  ['nesting without end', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ['a name that grows with each item', `{"${'n'.repeat(100_000)}":[${'1,'.repeat(1_000)}1]}`],
])('%s is an error, not an answer', async (_case, json) => {
  const { status, exchange } = await converted(json)
  expect([status, exchange.lastError?.reason]).toEqual([500, 'JsonToXmlFailed'])
})

test.each([
  ['JSON by its type', 'apply="content-type-json"', 'application/json', 'text/xml', true],
  ['JSON by its suffix', 'apply="content-type-json"', 'application/hal+json', 'text/xml', true],
  ['another type', 'apply="content-type-json"', 'text/plain', 'text/xml', false],
  ['any type', 'apply="always"', 'text/plain', 'application/xml', true],
  ['no XML asked for', 'apply="always"', 'application/json', 'application/json', false],
  ['Accept that is not considered', always, 'application/json', 'application/json', true],
])('converts a response when it should: %s', async (_case, attributes, type, accept, isXml) => {
  const backend = [{ status: 200, body: '{"a":1}', headers: { 'Content-Type': type } }]
  const gateway = gatewayWith({ api: outbound(`<json-to-xml ${attributes} />`) }, { backend })
  const { text } = await gateway.send({ path: '/orders/item/1', headers: { Accept: accept } })
  expect(text).toBe(isXml ? '<a>1</a>' : '{"a":1}')
})

test('converts a request, and leaves an empty one alone', async () => {
  const gateway = gatewayWith({ api: inbound(`<json-to-xml ${always} />`) })
  await gateway.send({ path: '/orders/item', method: 'POST', body: '{"a":1}' })
  await gateway.send({ path: '/orders/item', method: 'POST' })
  expect(gateway.calls.map(({ body }) => body)).toEqual(['<a>1</a>', ''])
})
