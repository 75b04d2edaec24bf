import { expect, test } from 'vitest'
import { spanWithin, ticksOf, zoomed } from '../../../../../reports/render/script/span.ts'

test.each([
  ['as it was marked', 3, 8, { fromS: 3, toS: 8 }],
  ['marked from right to left', 8, 3, { fromS: 3, toS: 8 }],
  ['moved back into the load', -5, 5, { fromS: 0, toS: 10 }],
  ['moved back from behind its end', 35, 45, { fromS: 30, toS: 40 }],
  ['no longer than the load', -50, 90, { fromS: 0, toS: 40 }],
  ['no shorter than half a second', 10, 10, { fromS: 9.75, toS: 10.25 }],
])('a stretch is %s', (_case, one, other, span) => {
  expect(spanWithin(one, other, 40, 0.5)).toEqual(span)
})

test('the moment in hand stays in its place under a zoom', () => {
  const near = zoomed({ fromS: 0, toS: 40 }, 10, 0.5)
  expect(near).toEqual({ fromS: 5, toS: 25 })
  expect(zoomed(near, 10, 2)).toEqual({ fromS: 0, toS: 40 })
})

test.each([
  [{ fromS: 3.2, toS: 8.9 }, 6, ['4', '5', '6', '7', '8']],
  [{ fromS: 4, toS: 6 }, 5, ['4.0', '4.5', '5.0', '5.5', '6.0']],
  [{ fromS: 9.75, toS: 10.25 }, 5, ['9.8', '9.9', '10.0', '10.1', '10.2']],
  [{ fromS: 0, toS: 3600 }, 6, ['0', '1000', '2000', '3000']],
])('the axis of %j has round seconds', (span, most, texts) => {
  expect(ticksOf(span, most).map(({ text }) => text)).toEqual(texts)
})
