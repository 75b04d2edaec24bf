import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownerOf } from '../../../../gateway/cache/rendezvous.ts'

const nodes = ['westeurope-1-u1-a', 'westeurope-2-u1-b', 'westeurope-3-u2-a', 'westeurope-1-u2-b']
const keys = Array.from({ length: 4_000 }, (_, index) => `response/${index}`)

test('nobody owns anything where nobody is', () => {
  expect(ownerOf('key', [])).toBeUndefined()
})

test('each owns about its share', () => {
  const counts = nodes.map((node) => keys.filter((key) => ownerOf(key, nodes) === node).length)
  for (const count of counts) expect(count).toBeGreaterThan(850)
})

test('the order that nodes are named in decides nothing', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(nodes, { minLength: 4 }), fc.string(), (shuffled, key) => {
      expect(ownerOf(key, shuffled)).toBe(ownerOf(key, nodes))
    }),
  )
})

test('when one goes, only its own keys move, and to all others', () => {
  const [gone, ...left] = nodes
  const moved = keys.filter((key) => ownerOf(key, nodes) !== ownerOf(key, left))
  expect(moved).toEqual(keys.filter((key) => ownerOf(key, nodes) === gone))
  expect(new Set(moved.map((key) => ownerOf(key, left)))).toEqual(new Set(left))
})
