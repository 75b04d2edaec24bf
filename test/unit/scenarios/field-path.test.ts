import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWithin, pathOfText, textOfPath } from '../../../scenarios/field-path.ts'

test.each([
  ['load.ratePerS', ['load', 'ratePerS']],
  ['faults[0].zone', ['faults', 0, 'zone']],
  ['objectives[10]', ['objectives', 10]],
  ['gateway.hosts["a.b"]', ['gateway', 'hosts', 'a.b']],
  ['gateway.hosts.*', ['gateway', 'hosts', '*']],
])('%s is a path', (text, path) => {
  expect(pathOfText(text)).toEqual(path)
  expect(textOfPath(path)).toBe(text)
})

test.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a[0]b', 'a.[0]', 'a["b]', 'a b'])(
  '"%s" is no path',
  (text) => expect(pathOfText(text)).toBeUndefined(),
)

test('every path is written so that it is read back the same', () => {
  const part = fc.oneof(fc.string({ minLength: 1 }), fc.nat(999_999))
  const path = fc.tuple(fc.string({ minLength: 1 }), fc.array(part)).map(([a, b]) => [a, ...b])
  fc.assert(
    fc.property(path, (parts) => {
      expect(pathOfText(textOfPath(parts))).toEqual(parts)
    }),
  )
})

test('a path lies within itself and every path that it begins with', () => {
  expect(isWithin(['a', 0, 'b'], ['a', 0])).toBe(true)
  expect(isWithin(['a'], ['a'])).toBe(true)
  expect(isWithin(['a'], ['a', 0])).toBe(false)
  expect(isWithin(['a', 1], ['a', 0])).toBe(false)
})
