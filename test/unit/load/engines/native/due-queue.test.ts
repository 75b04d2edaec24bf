import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueQueue } from '../../../../../load/engines/native/due-queue.ts'

test('gives out what is due, earliest first, and nothing before its time', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 50 })), { maxLength: 80 })
  fc.assert(
    fc.property(steps, (given) => {
      const queue = new DueQueue<number>()
      let model: number[] = []
      for (const [isAdded, atUs] of given) {
        if (isAdded) {
          queue.add(atUs, atUs)
          model.push(atUs)
        } else {
          const earliest = Math.min(...model)
          const taken = queue.takeDue(atUs)
          expect(taken?.item).toBe(earliest <= atUs ? earliest : undefined)
          if (taken !== undefined) model.splice(model.indexOf(earliest), 1)
        }
        expect(queue.size).toBe(model.length)
      }
      queue.clear()
      model = []
      expect(queue.takeDue(100)).toBeUndefined()
    }),
  )
})
