import { expect, test } from 'vitest'
import { tableFormats, textOfTable } from '../../../cli/print-table.ts'

const answer = {
  columns: [
    { name: 'zone', type: 'VARCHAR' },
    { name: 'p99_ms', type: 'DOUBLE' },
  ],
  rows: [
    ['a, "b"|c', 12.3456789012],
    [null, Number.POSITIVE_INFINITY],
  ],
  isCut: false,
} as const

test.each([
  ['table', 'zone          p99_ms\na, "b"|c  12.3456789\n                 inf\n'],
  ['csv', 'zone,p99_ms\n"a, ""b""|c",12.3456789\n,inf\n'],
  ['markdown', '| zone | p99_ms |\n| --- | --- |\n| a, "b"\\|c | 12.3456789 |\n|  | inf |\n'],
] as const)('as %s it reads', (format, text) => {
  expect(textOfTable(answer, format)).toBe(text)
})

test('as JSON it is an object a row, and what JSON cannot say is text', () => {
  expect(JSON.parse(textOfTable(answer, 'json'))).toEqual([
    { zone: 'a, "b"|c', p99_ms: 12.3456789012 },
    { zone: null, p99_ms: 'inf' },
  ])
})

test.each(tableFormats)('an answer without rows is still an answer as %s', (format) => {
  const text = textOfTable({ ...answer, rows: [] }, format)
  expect(text).toMatch(format === 'json' ? /^\[\]\n$/ : /zone/)
})
