import { expect, test } from 'vitest'
import {
  cosine,
  indexFrom,
  indexWith,
  nearestTo,
} from '../../../../../gateway/policy/llm/semantic-index.ts'

const vector = (...numbers: readonly number[]) => Float32Array.from(numbers)
const entry = (key: string, expiresAtUnixMs = 1_000) => ({
  key,
  expiresAtUnixMs,
  vector: vector(key.length, 1),
})

test.each([
  ['the same', vector(1, 2), vector(1, 2), 1],
  ['the same at another length', vector(1, 2), vector(2, 4), 1],
  ['nothing in common', vector(1, 0), vector(0, 1), 0],
  ['the opposite', vector(1, 0), vector(-1, 0), -1],
  ['other dimensions', vector(1), vector(1, 0), 0],
  ['nothing at all', vector(0, 0), vector(1, 0), 0],
])('the similarity of %s', (_case, one, other, expected) => {
  expect(cosine(one, other)).toBeCloseTo(expected, 6)
})

test('an index comes back as it was, without what has expired', () => {
  const text = indexWith([entry('a'), entry('bb', 500)], entry('ccc'))
  expect(indexFrom(text, 499).map(({ key }) => key)).toEqual(['a', 'bb', 'ccc'])
  const [one, other] = indexFrom(text, 500)
  expect([one?.key, other?.key]).toEqual(['a', 'ccc'])
  expect(one?.vector).toEqual(vector(1, 1))
})

test('the oldest entries go, and one key stands once', () => {
  let entries = indexFrom('[]', 0)
  for (let count = 0; count < 100; count += 1) {
    entries = indexFrom(indexWith(entries, entry(`key ${count % 80}`)), 0)
  }
  expect(entries.length).toBe(64)
  expect(entries.at(-1)?.key).toBe('key 19')
})

test.each([undefined, 7, '', '{', '[{}]', '{"key":1}'])('%j is no index', (text) => {
  expect(indexFrom(text, 0)).toEqual([])
})

test('the nearest is found', () => {
  const entries = [
    { ...entry('far'), vector: vector(0, 1) },
    { ...entry('near'), vector: vector(1, 0.1) },
  ]
  expect(nearestTo(vector(1, 0), entries)?.entry.key).toBe('near')
  expect(nearestTo(vector(1, 0), [])).toBeUndefined()
})
