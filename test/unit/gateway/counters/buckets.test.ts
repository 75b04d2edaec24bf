import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Buckets } from '../../../../gateway/counters/buckets.ts'

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ add: fc.nat(40), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ dropBefore: fc.nat(40) }) },
)

test('counts are those that were added and not dropped, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const buckets = new Buckets()
      const model = new Map<number, number>()
      for (const one of steps) {
        if ('add' in one) {
          buckets.add(one.add, one.count)
          model.set(one.add, (model.get(one.add) ?? 0) + one.count)
        } else {
          buckets.dropBefore(one.dropBefore)
          for (const bucket of model.keys()) if (bucket < one.dropBefore) model.delete(bucket)
        }
      }
      const expected = [...model].toSorted(([a], [b]) => a - b)
      expect([...buckets.from(0)]).toEqual(expected)
      expect(buckets.size).toBe(expected.length)
      expect(buckets.newest).toBe(expected.at(-1)?.[0])
      expect(buckets.sum).toBe(expected.reduce((sum, [, count]) => sum + count, 0))
    }),
  )
})
