import { expect, test } from 'vitest'
import { dateLineOf, headerLineOf, statusLineOf } from '../../../wire/response-text.ts'

test('lines end as they must', () => {
  expect(statusLineOf(200, 'OK')).toBe('HTTP/1.1 200 OK\r\n')
  expect(statusLineOf(299, '')).toBe('HTTP/1.1 299 \r\n')
  expect(headerLineOf('X-A', 'b \xe9')).toBe('X-A: b \xe9\r\n')
})

test.each([
  [99, 'OK'],
  [1_000, 'OK'],
  [200.5, 'OK'],
  [Number.NaN, 'OK'],
  [200, 'OK\r\nX: y'],
  [200, '€'],
])('status %j %j is no line', (status, reason) => {
  expect(() => statusLineOf(status, reason)).toThrow(/HTTP/)
})

test.each([
  ['', 'a'],
  ['X A', 'a'],
  ['X:', 'a'],
  ['X', 'a\r\nY: b'],
  ['X', 'a\nb'],
  ['X', '\0'],
  ['X', '€'],
])('header %j %j is no line', (name, value) => {
  expect(() => headerLineOf(name, value)).toThrow('characters that HTTP forbids')
})

test('the date is that of the second', () => {
  const noon = Date.parse('2026-03-01T12:00:00.000Z')
  expect(dateLineOf(noon)).toBe('Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n')
  expect(dateLineOf(noon + 999)).toBe('Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n')
  expect(dateLineOf(noon + 1_000)).toBe('Date: Sun, 01 Mar 2026 12:00:01 GMT\r\n')
  expect(dateLineOf(noon)).toBe('Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n')
})
