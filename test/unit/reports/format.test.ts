import { expect, test } from 'vitest'
import { percentText, timeText, valueText } from '../../../reports/format.ts'

test.each([
  [0, '0 ms'],
  [0.0312, '0.0312 ms'],
  [13.78, '13.8 ms'],
  [999.4, '999 ms'],
  [1_000, '1 s'],
  [13_840, '13.8 s'],
  [Number.POSITIVE_INFINITY, 'never'],
])('%f ms reads %s', (timeMs, text) => {
  expect(timeText(timeMs)).toBe(text)
})

test.each([
  [100, '100 %'],
  [0, '0 %'],
  [98.949, '98.95 %'],
  [99.9991, '99.999 %'],
  [0.0004, '0.0004 %'],
])('%f percent reads %s: what is not all never reads as all', (percent, text) => {
  expect(percentText(percent)).toBe(text)
})

test('what was not measured is a dash', () => {
  expect(valueText(undefined, 'ms')).toBe('–')
  expect(valueText(16_187, 'count')).toBe('16,187')
})
