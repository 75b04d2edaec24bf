import { expect, test } from 'vitest'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const template = (text: string, more = '') =>
  `<set-body template="liquid" ${more}>${text}</set-body>`
const json = { 'Content-Type': 'application/json' }
const xml = { 'Content-Type': 'text/xml; charset=utf-8' }

/** What a template makes of a body that the backend sent. */
async function rendered(text: string, body: unknown, more = '', headers = json) {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const backend = [{ status: 200, headers, body: sent }]
  const gateway = gatewayWith({ api: outbound(template(text, more)) }, { backend })
  expect(gateway.warnings).toEqual([])
  return (await gateway.send({ path: '/orders/item/1?page=2' })).text
}

test.each<[string, string, unknown, string]>([
  ['a member', '{{body.a.b}}', { a: { b: 'x' } }, 'x'],
  ['what is not there', '[{{body.a.b}}]', {}, '[]'],
  ['null', '[{{body.a}}]', { a: null }, '[]'],
  ['a bool in lower case', '{{body.a}}', { a: true }, 'true'],
  ['numbers', '{{body.a}} {{body.b}}', { a: 12, b: 1.5 }, '12 1.5'],
  ['a number too large for a double', '{{body.a}}', '{"a":9007199254740993}', '9007199254740993'],
  ['a list', '{{body.a}}', { a: [1, 2, 3] }, '123'],
  ['an item of a list', '{{body.a[1]}}', { a: [1, 2, 3] }, '2'],
  ['a loop', '{% for x in body.a %}{{x.n}};{% endfor %}', { a: [{ n: 1 }, { n: 2 }] }, '1;2;'],
  ['pairs of an object', '{% for x in body %}{{x[0]}}={{x[1]}};{% endfor %}', { a: 1 }, 'a=1;'],
  ['a member with a space', "{{body['a b']}}", { 'a b': 1 }, '1'],
  ['a condition', '{% if body.a > 1 %}many{% else %}one{% endif %}', { a: 2 }, 'many'],
  ['a variable', '{% assign x = body.a %}{{x}}', { a: 1 }, '1'],
  ['white space that is cut', '{%- if true -%} a {%- endif -%}', {}, 'a'],
  [
    'commas between items',
    '[{% JSONArrayFor x in body.a %}{"n":{{x.n}}}{% endJSONArrayFor %}]',
    { a: [{ n: 1 }, { n: 2 }] },
    '[{"n":1},{"n":2}]',
  ],
  ['no host object', '[{{body.constructor}}{{body.__proto__}}]', { a: 1 }, '[]'],
  ['a member of that name', '{{body.__proto__}}', '{"__proto__":"x"}', 'x'],
])('a template prints %s', async (_case, text, body, expected) => {
  expect(await rendered(text, body)).toBe(expected)
})

test.each([
  ['Upcase', 'aB', 'AB'],
  ['Downcase', 'aB', 'ab'],
  ['Capitalize', 'hello big WORLD', 'Hello Big WORLD'],
  ['Append: "!"', 'a', 'a!'],
  ['Prepend: "!"', 'a', '!a'],
  ['Remove: "l"', 'hello', 'heo'],
  ['RemoveFirst: "l"', 'hello', 'helo'],
  ['Replace: "l", "$&amp;"', 'hello', 'he$&$&o'],
  ['ReplaceFirst: "l", "L"', 'hello', 'heLlo'],
  ['Size', 'hello', '5'],
  ['Slice: 1, 3', 'hello', 'ell'],
  ['Slice: -3, 2', 'hello', 'll'],
  ['Split: "l" | Join: "-"', 'hello', 'he--o'],
  ['Split: "," | First', 'a,b', 'a'],
  ['Split: "," | Last', 'a,b', 'b'],
  ['Split: "," | Sort | Join', 'b,a', 'a b'],
  ['Split: "," | Uniq | Join', 'b,a,b', 'b a'],
  ['Strip', '  a  ', 'a'],
  ['Truncate: 8', 'hello big world', 'hello...'],
  ['TruncateWords: 2', 'hello big world', 'hello big...'],
  ['Escape', '<a href="x">', '&lt;a href=&quot;x&quot;&gt;'],
  ['StripHtml', 'a <b>bold</b> x', 'a bold x'],
  ['UrlEncode', 'a b&c~', 'a+b%26c%7E'],
  ['UrlDecode', 'a+b%26c', 'a b&c'],
  ['Default: "none"', '', 'none'],
  ['Date: "yyyyMMddTHH:mm:ssZ"', '2024-02-03T04:05:06', '20240203T04:05:06Z'],
  ['Date: "dd MMM yyyy"', 'no date', 'no date'],
  ['Plus: 1', 5, '6'],
  ['Plus: 1', '5', '51'],
  ['Minus: 0.1', 0.3, '0.2'],
  ['Times: 3', 0.1, '0.3'],
  ['DividedBy: 2', 5, '2'],
  ['DividedBy: 2.5', 5, '2'],
  ['Modulo: 3', 5, '2'],
  ['Round', 2.5, '2'],
  ['Round: 2', 1.239, '1.24'],
  ['Abs', -5, '5'],
  ['AtLeast: 7', 5, '7'],
  ['AtMost: 3', 5, '3'],
  ['Currency', 1234.5, '$1,234.50'],
])('the filter %s', async (filter, value, expected) => {
  expect(await rendered(`{{body.v | ${filter}}}`, { v: value })).toBe(expected)
})

const envelope = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
  <m:Result xmlns:m="urn:m" kind="full"><m:Name>Ann</m:Name><m:None xsi:nil="true"/>
  <m:Row><m:N>1</m:N></m:Row><m:Row><m:N>2</m:N></m:Row><m:At>2024-02-03T04:05:06Z</m:At></m:Result>
  </soap:Body></soap:Envelope>`

test.each([
  ['elements without prefixes, in any case', '{{body.envelope.body.Result.name}}', '', 'Ann'],
  [
    'several of one name',
    '{% for r in body.envelope.body.result.row %}{{r.n}}{% endfor %}',
    '',
    '12',
  ],
  ['an attribute', "{{body.envelope.body.result['@kind']}}", '', 'full'],
  [
    'a single element as a list',
    '{% JSONArrayFor r in body.envelope.body %}x{% endJSONArrayFor %}',
    '',
    'x',
  ],
  ['nil as a blank', '{% if body.envelope.body.result.none == "" %}blank{% endif %}', '', 'blank'],
  [
    'nil as null',
    '{% if body.envelope.body.result.none == nil %}null{% endif %}',
    'xsi-nil="null"',
    'null',
  ],
  ['a date as .NET prints it', '{{body.envelope.body.result.at}}', '', '02/03/2024 04:05:06'],
  [
    'a date as it came',
    '{{body.envelope.body.result.at}}',
    'parse-date="false"',
    '2024-02-03T04:05:06Z',
  ],
])('XML gives %s', async (_case, text, more, expected) => {
  expect(await rendered(text, envelope, more, xml)).toBe(expected)
})

test('a date of JSON is a DateTime unless told otherwise', async () => {
  const body = { at: '2024-02-03T04:05:06Z' }
  expect(await rendered('{{body.at}}', body)).toBe('02/03/2024 04:05:06')
  expect(await rendered('{{body.at | Date: "yyyy-MM-dd"}}', body)).toBe('2024-02-03')
  expect(await rendered('{{body.at}}', body, 'parse-date="false"')).toBe('2024-02-03T04:05:06Z')
})

test('a body of another type is a text', async () => {
  const plain = { 'Content-Type': 'text/plain' }
  expect(await rendered('[{{body}}|{{body.a}}]', '{"a":1}', '', plain)).toBe('[{"a":1}|]')
})

test.each([
  ['context.Request.Method', 'GET'],
  ['context.Request.OriginalMethod', 'GET'],
  ['context.Request.HasBody', 'false'],
  ['context.Request.IpAddress', '10.0.0.7'],
  ['context.Request.Url.Path', '/item/1'],
  ['context.Request.OriginalUrl.Path', '/orders/item/1'],
  ['context.Request.OriginalUrl.QueryString', '?page=2'],
  ['context.Request.Url.Query.page', '2'],
  ['context.Request.OriginalUrl.ToString', 'http://gateway.example/orders/item/1?page=2'],
  ['context.Request.MatchedParameters["id"]', '1'],
  ['context.Request.Headers.host', 'gateway.example'],
  ['context.Request.Headers["Host"]', 'gateway.example'],
  ['context.Response.StatusCode', '200'],
  ['context.Api.Name', 'Orders'],
  ['context.Request.Body', ''],
])('{{%s}} is bound', async (path, expected) => {
  expect(await rendered(`{{${path}}}`, {})).toBe(expected)
})

test('a loop over the headers has keys and values', async () => {
  const text = '{% for h in context.Request.Headers %}{{h.Key}}={{h.Value}};{% endfor %}'
  expect(await rendered(text, {})).toBe('Host=gateway.example;')
})

test('variables hold what expressions put there', async () => {
  const api = outbound(
    '<set-variable name="j" value="@(JObject.Parse(&quot;{\'a\':[1,2]}&quot;))" />' +
      template('{%- assign vars = context.Variables["j"] -%}{{ vars[\'a\'][1] }}'),
  )
  expect((await gatewayWith({ api }).send({ path: '/orders/item/1' })).text).toBe('2')
})

test('an XML template keeps its elements, with expressions inside them', async () => {
  const text = '<a xmlns="urn:x"><b n="{{body.n}}">{{body.t | Default:&quot;none&quot;}}</b></a>'
  expect(await rendered(text, { n: 1 })).toBe('<a xmlns="urn:x"><b n="1">none</b></a>')
})

test('the backend gets what a template makes of the request', async () => {
  const gateway = gatewayWith({ api: inbound(template('{"id":"{{body.order.id}}"}')) })
  const body = '{"order":{"id":"7"}}'
  await gateway.send({ path: '/orders/item', method: 'POST', headers: json, body })
  expect(gateway.calls[0]?.body).toBe('{"id":"7"}')
})

test('side requests bind to the body of the request, and leave it', async () => {
  const send = `<send-request mode="new" response-variable-name="r"><set-url>http://x.example</set-url><set-method>POST</set-method>${template('{{body.a}}')}</send-request>`
  const gateway = gatewayWith({ api: inbound(send) })
  await gateway.send({ path: '/orders/item', method: 'POST', headers: json, body: '{"a":"b"}' })
  expect(gateway.sent[0]?.body).toMatchObject({ bytes: Buffer.from('b') })
  expect(gateway.calls[0]?.body).toBe('{"a":"b"}')
})

test('return-response has no body to bind to', async () => {
  const api = inbound(
    `<return-response>${template('[{{body.a}}]{{context.Request.Method}}')}</return-response>`,
  )
  const given = { path: '/orders/item', method: 'POST', headers: json, body: '{"a":"b"}' }
  expect((await gatewayWith({ api }).send(given)).text).toBe('[]POST')
})

test.each([
  ['a tag that is not closed', '\n  {% if a %}', 'api.xml:2:3', /tag .*if.* not closed/],
  ['a tag that does not exist', 'x {% nope %}', 'api.xml:1:59', /"nope" not found/],
  ['a file', '{% include "x" %}', 'api.xml:1:57', /"include" not found/],
  ['an output that is not closed', '{{ a ', 'api.xml:1:57', /not closed/],
  ['XML around it', '<a>\n {% nope %}</a>', 'api.xml:2:2', /"nope" not found/],
])('%s is refused at its place', (_case, text, where, what) => {
  const load = () => gatewayWith({ api: inbound(template(text)) })
  expect(load).toThrow(what)
  expect(load).toThrow(where)
})

test('a filter without its C# name is said at load and fails when it is reached', async () => {
  const gateway = gatewayWith({ api: inbound(template('a {{ body.a | divided_by: 2 }}')) })
  expect(gateway.warnings).toMatchObject([
    {
      where: 'api.xml:1:59',
      what: 'there is no Liquid filter divided_by',
      fix: 'write DividedBy: filters have the names of C#',
    },
  ])
  expect((await gateway.send({ path: '/orders/item/1' })).status).toBe(500)
})

test.each([
  [
    'a loop without end',
    '{% for a in (1..9000) %}{% for b in (1..9000) %}{{b}}{% endfor %}{% endfor %}',
  ],
  ['more text than memory', '{% for a in (1..1000) %}{{body.t}}{% endfor %}'],
  ['a range of many', '{% for a in (1..999999999) %}{% endfor %}'],
  ['a division by nothing', '{{1 | DividedBy: 0}}'],
])('%s ends as an error of the policy', async (_case, text) => {
  const backend = [{ status: 200, headers: json, body: JSON.stringify({ t: 'x'.repeat(100_000) }) }]
  const gateway = gatewayWith({ api: outbound(template(text)) }, { backend })
  const { status, exchange } = await gateway.send({ path: '/orders/item/1' })
  expect([status, exchange.lastError?.source, exchange.lastError?.reason]).toEqual([
    500,
    'set-body',
    'ExpressionValueEvaluationFailure',
  ])
})

test('a body that is not what it says fails the policy', async () => {
  const backend = [{ status: 200, headers: json, body: '{"a":' }]
  const gateway = gatewayWith({ api: outbound(template('{{body.a}}')) }, { backend })
  expect((await gateway.send({ path: '/orders/item/1' })).status).toBe(500)
})

test('named values go in before; what is none of them is left to the template', async () => {
  const content = {
    namedValues: [{ id: 'n', displayName: 'greeting', isSecret: false, value: 'hi' }],
  }
  const api = inbound(template('<a>{{greeting}} {{body.name}}</a>'))
  const gateway = gatewayWith({ api }, { content })
  expect(gateway.warnings).toEqual([])
  const body = '{"name":"Ann"}'
  await gateway.send({ path: '/orders/item', method: 'POST', headers: json, body })
  expect(gateway.calls[0]?.body).toBe('<a>hi Ann</a>')
})
