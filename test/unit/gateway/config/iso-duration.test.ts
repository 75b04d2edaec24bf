import { expect, test } from 'vitest'
import { isoDurationMs } from '../../../../gateway/config/iso-duration.ts'

test.each([
  ['PT1S', 1_000],
  ['PT0.5S', 500],
  ['PT1M', 60_000],
  ['PT1H30M', 5_400_000],
  ['P1D', 86_400_000],
  ['P1W', 604_800_000],
  ['P1DT12H', 129_600_000],
  ['P1M', 2_592_000_000],
  ['P1Y', 31_536_000_000],
  ['PT0S', 0],
  [' PT1M ', 60_000],
])('%j is a duration', (text, expected) => {
  expect(isoDurationMs(text)).toBe(expected)
})

test.each([
  '',
  'P',
  'PT',
  'P1',
  '1M',
  'PT1',
  'PT1D',
  'P1H',
  'PT-1M',
  '-PT1M',
  '00:01:00',
  'PT1M1H',
])('%j is none', (text) => {
  expect(isoDurationMs(text)).toBeUndefined()
})
