import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExpressionError } from '../../../../../gateway/policy/expressions/error.ts'
import { GatedrillError } from '../../../../../ledger/errors.ts'
import { expressionProperty } from '../../../../fuzz/expressions.ts'
import { compiled, exchangeOf, resultOf } from './exchange.ts'

test.each([
  ['an endless loop', '@{ while (true) { } }', 'TimeoutException'],
  [
    'one that catches',
    '@{ while (true) { try { while (true) { } } catch { } } }',
    'TimeoutException',
  ],
  [
    'recursion',
    '@{ int f(int n) { return f(n + 1); } return f(0); }',
    'InsufficientExecutionStackException',
  ],
  ['a text that doubles', '@{ var s = "x"; while (true) { s += s; } }', 'OutOfMemoryException'],
  ['a wide pad', '@("".PadLeft(2000000000))', 'OutOfMemoryException'],
  ['a long array', '@(new int[2000000000])', 'OutOfMemoryException'],
  ['a long range', '@(Enumerable.Range(0, 2000000000).Count())', 'OutOfMemoryException'],
  [
    'a replacement that grows',
    '@{ var s = "a"; while (true) { s = s.Replace("a", "aa"); } }',
    'OutOfMemoryException',
  ],
  [
    'a list that doubles',
    '@{ var l = new List<int> { 1 }; while (true) { l.AddRange(l); } }',
    'OutOfMemoryException',
  ],
  ['a wide hole', '@($"{1,2000000000}")', 'OutOfMemoryException'],
  [
    'a pattern that backtracks',
    '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a+)+$"))',
    'RegexMatchTimeoutException',
  ],
  [
    'an ambiguous pattern',
    '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a|a)*$"))',
    'RegexMatchTimeoutException',
  ],
  [
    'patterns one after the other',
    '@{ while (true) { try { Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+c"); } catch { } } }',
    'RegexMatchTimeoutException',
  ],
  [
    'local functions that call each other',
    '@{ int f(int n) { return g(n); } int g(int n) { return f(n); } return f(0); }',
    'InsufficientExecutionStackException',
  ],
  [
    'a function that is a function of itself',
    '@{ Func<int, int> f = null; f = n => f(n + 1) + f(n); return f(0); }',
    'InsufficientExecutionStackException',
  ],
  ['a format of any width', '@(string.Format("{0,2000000000}", 1))', 'OutOfMemoryException'],
  ['a text of one letter', "@(new string('x', 2000000000))", 'OutOfMemoryException'],
  ['bytes', '@(new byte[2000000000].Length)', 'OutOfMemoryException'],
  [
    'queues that grow',
    '@{ var q = new Queue<int>(); while (true) { q.Enqueue(1); } }',
    'TimeoutException',
  ],
  [
    'stacks that grow',
    '@{ var s = new Stack<int>(); while (true) { s.Push(1); } }',
    'OutOfMemoryException',
  ],
  [
    'dictionaries that grow',
    '@{ var d = new Dictionary<int, string>(); var i = 0; while (true) { d[i++] = "x"; } }',
    'TimeoutException',
  ],
  [
    'XML that doubles',
    '@{ var e = new XElement("a", "x"); while (true) { e = new XElement("a", e, e); } }',
    'TimeoutException',
  ],
  [
    'JSON that doubles',
    '@{ var o = new JObject(); while (true) { o = new JObject(new JProperty("a", o), new JProperty("b", o)); } }',
    'TimeoutException',
  ],
  [
    'JSON that holds itself again and again',
    '@{ var a = new JArray(1); while (true) { a.Add(a); } }',
    'TimeoutException',
  ],
  [
    'joined texts',
    "@(string.Join(new string('x', 1000000), Enumerable.Range(0, 1000)))",
    'OutOfMemoryException',
  ],
  [
    'a replacement by a pattern',
    '@{ var s = "aa"; while (true) { s = Regex.Replace(s, "a", "aa"); } }',
    'OutOfMemoryException',
  ],
  [
    'a Unicode pattern that backtracks',
    '@(Regex.IsMatch("ééééééééééééééééééééééééééééééééé!", @"^(\\w+)+$"))',
    'RegexMatchTimeoutException',
  ],
  [
    'a pattern that looks ahead and backtracks',
    '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(?=(a+)+$)"))',
    'RegexMatchTimeoutException',
  ],
])('%s ends with an exception', (_case, source, type) => {
  expect(resultOf(source)).toBe(`!${type}`)
})

test('a program nested without end is refused', () => {
  expect(() => compiled(`@(${'('.repeat(50_000)}1${')'.repeat(50_000)})`)).toThrow(
    'EXPRESSION_SYNTAX',
  )
  expect(() => compiled(`@(${'!'.repeat(50_000)}true)`)).toThrow('EXPRESSION_SYNTAX')
  expect(() => compiled(`@{${'{'.repeat(50_000)}${'}'.repeat(50_000)}}`)).toThrow(
    'EXPRESSION_SYNTAX',
  )
})

test('JSON nested without end is refused', () => {
  const exchange = exchangeOf({ deep: '['.repeat(100_000) })
  expect(resultOf('@(JToken.Parse((string)context.Variables["deep"]))', exchange)).toBe(
    '!JsonReaderException',
  )
})

const hostNames = [
  ...['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'call'],
  ...['bind', 'apply', 'exchange', 'items', 'entries', 'message', 'netType', 'run', 'source'],
]

test.each(hostNames)('no object of the host is reached by %s', (name) => {
  for (const target of [
    'context',
    '"a"',
    '1',
    'context.Request',
    'new JObject()',
    'new { a = 1 }',
    '((object)"a")',
  ]) {
    for (const use of [`${target}.${name}`, `${target}.${name}()`, `${target}["${name}"]`]) {
      expect(resultOf(`@(${use})`), use).toMatch(/^(!|null$)/)
    }
  }
  expect(resultOf(`@(${name})`)).toBe('!NotSupportedException')
})

test('XML nested without end is refused', () => {
  const exchange = exchangeOf({ deep: '<a>'.repeat(100_000) })
  expect(resultOf('@(XElement.Parse((string)context.Variables["deep"]))', exchange)).toBe(
    '!XmlException',
  )
})

test.each([
  ['a file', "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"],
  ['an address', "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>"],
  ['a bomb', "<!DOCTYPE a [<!ENTITY b 'xx'><!ENTITY c '&b;&b;'>]><a>&c;</a>"],
])('XML that names %s is refused', (_case, xml) => {
  const exchange = exchangeOf({ xml })
  for (const read of ['XElement.Parse', 'XDocument.Parse']) {
    expect(resultOf(`@(${read}((string)context.Variables["xml"]).ToString())`, exchange)).toBe(
      '!XmlException',
    )
  }
})

const hostObjects = fc.constantFrom(
  ...['context', 'context.Request', 'context.Request.Headers', 'context.Variables', '"a"', '1'],
  ...['new JObject()', 'new List<int>()', 'new Dictionary<string, int>()', 'DateTime.UtcNow'],
  ...['new XElement("a")', 'new Regex("a")', 'Regex.Match("a", "a")', 'SHA256.Create()'],
  ...['context.Deployment', 'context.Deployment.Certificates', 'new Exception("a")', 'typeof(int)'],
  ...['((Func<int>)(() => 1))', 'new { a = 1 }', 'new Random()', 'Guid.Empty', 'Aes.Create()'],
)
const hostNameAt = fc.oneof(
  fc.constantFrom(
    ...Object.getOwnPropertyNames(Object.prototype),
    ...Object.getOwnPropertyNames(Function.prototype),
    ...Object.getOwnPropertyNames(Array.prototype),
  ),
  fc.constantFrom('map', 'bytes', 'parsed', 'compiled', 'pattern', 'attributes', 'nodes', 'key'),
)

test('no chain of the host language leads out of a value', () => {
  fc.assert(
    fc.property(hostObjects, fc.array(hostNameAt, { minLength: 2, maxLength: 4 }), (at, names) => {
      // Two in a row: what one name of .NET gives has no second one of the host's.
      const chains = [
        `@(${at}.${names.join('.')})`,
        `@(${at}.${names.join('().')}("return process")())`,
        `@(((object)${at})["${names.join('"]["')}"])`,
      ]
      for (const source of chains) {
        let text: string
        try {
          text = resultOf(source)
        } catch (error) {
          // `new`, `in` and the like are words of C# too.
          if (!(error instanceof GatedrillError)) throw error
          continue
        }
        expect(text, source).toMatch(/^(!|null$)/)
      }
    }),
    { numRuns: 2_000 },
  )
})

const dotNetPatterns = fc.array(
  fc.constantFrom(
    ...['(', ')', '[', ']', '[^', '{2}', '{', '}', '*', '+', '?', '|', '.', '^', '$', '\\\\', '-['],
    ...[
      '\\\\w',
      '\\\\d',
      '\\\\b',
      '\\\\p{L}',
      '\\\\1',
      '\\\\k<n>',
      '(?<n>',
      '(?:',
      '(?=',
      '(?<=',
      '(?i)',
      '(?-i:',
    ],
    ...['(?#', '(?>', "(?'n'", 'a', 'é', ' ', '#', '\\\\A', '\\\\Z', '\\\\_', '\\\\/', '0'],
  ),
  { maxLength: 12 },
)

test('any pattern matches, or is refused as .NET would', () => {
  fc.assert(
    fc.property(dotNetPatterns, fc.constantFrom('aé_0 ', 'abc', ''), (parts, text) => {
      const source = `@(Regex.Replace("${text}", "${parts.join('').replaceAll('"', '')}", "x$1").Length >= 0)`
      expect(resultOf(source)).toMatch(/^(True|!(Argument|RegexMatchTimeout)Exception)$/)
    }),
    { numRuns: 2_000 },
  )
})

const xmlParts = fc.array(
  fc.constantFrom(
    ...['<a>', '</a>', '<a', '/>', '>', ' x="1"', " y='<'", 'xmlns="urn:x"', '<p:b/>', '&amp;'],
    ...[
      '&#0;',
      '&e;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '--',
      '-->',
      '<?pi x?>',
      '<!DOCTYPE a>',
      ' ',
      'é',
    ],
  ),
  { maxLength: 20 },
)

test('any text is XML or an XmlException, and XML is read back as it is written', () => {
  const source =
    '@{ var e = XElement.Parse((string)context.Variables["xml"]); var t = e.ToString(SaveOptions.DisableFormatting); return XElement.Parse(t).ToString(SaveOptions.DisableFormatting) == t; }'
  const { evaluate } = compiled(source)
  fc.assert(
    fc.property(xmlParts, (parts) => {
      try {
        expect(evaluate(exchangeOf({ xml: parts.join('') }))).toBe(true)
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        expect(error.type).toBe('XmlException')
      }
    }),
    { numRuns: 2_000 },
  )
})

test('names of the host are ordinary keys of collections', () => {
  const source =
    '@{ var d = new Dictionary<string, int>(); d["__proto__"] = 1; return d["__proto__"] + d.Count; }'
  expect(resultOf(source)).toBe('2')
  expect(resultOf('@(JObject.Parse("{\\"__proto__\\":{\\"a\\":1}}").Count)')).toBe('1')
})

test('no source crashes the compiler, and no evaluation ends in anything but a value or its error', () => {
  fc.assert(expressionProperty, { numRuns: 3_000 })
})
