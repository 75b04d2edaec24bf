import fc from 'fast-check'
import { expect, test } from 'vitest'
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

test('names of the host are ordinary keys of collections', () => {
  const source =
    '@{ var d = new Dictionary<string, int>(); d["__proto__"] = 1; return d["__proto__"] + d.Count; }'
  expect(resultOf(source)).toBe('2')
  expect(resultOf('@(JObject.Parse("{\\"__proto__\\":{\\"a\\":1}}").Count)')).toBe('1')
})

test('no source crashes the compiler, and no evaluation ends in anything but a value or its error', () => {
  fc.assert(expressionProperty, { numRuns: 3_000 })
})
