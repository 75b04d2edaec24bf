import { expect, test } from 'vitest'
import { retryAfterMsOf } from '../../../../load/populations/retry-after.ts'

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'

test.each([
  ['3', undefined, 3_000],
  [' 0 ', undefined, 0],
  ['Sun, 06 Nov 1994 08:49:39 GMT', date, 2_000],
  // The two obsolete shapes, which a client must still read.
  ['Sunday, 06-Nov-94 08:49:39 GMT', date, 2_000],
  ['Sun Nov  6 08:49:39 1994 GMT', date, 2_000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', date, 0],
  ['Sun, 06 Nov 1994 08:49:39 GMT', undefined, undefined],
  ['-1', date, undefined],
  ['1.5', date, undefined],
  ['soon', date, undefined],
  ['1994', date, 1_994_000],
  ['1994-11-06T08:49:39Z', date, undefined],
  ['', date, undefined],
  ['99999999999', date, undefined],
])('Retry-After: %j with Date %j asks for %s ms', (value, sentAt, waitMs) => {
  expect(retryAfterMsOf(value, sentAt)).toBe(waitMs)
})
