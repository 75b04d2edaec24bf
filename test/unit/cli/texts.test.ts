import { expect, test } from 'vitest'
import { durationText } from '../../../cli/duration-text.ts'
import { wrapText } from '../../../cli/wrap-text.ts'

test.each([
  [0, '0 s'],
  [53.4, '53 s'],
  [99, '99 s'],
  [100, '2 min'],
  [3_540, '59 min'],
  [3_600, '1 h'],
  [4_330, '1 h 12 min'],
])('%d s is said as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test('a text is broken between words, and a word longer than the line stands alone', () => {
  expect(wrapText('one two  three\nhttps://contoso.example/a four', 9)).toEqual([
    'one two',
    'three',
    'https://contoso.example/a',
    'four',
  ])
})

test('a text of nothing has no lines', () => {
  expect(wrapText(' ', 9)).toEqual([])
})
