import { expect, test } from 'vitest'
import { Turns } from '../../../../sim/processes/turns.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('so many have their turn at a time, the others in the order in which they came', async () => {
  const turns = new Turns(2)
  const begun: number[] = []
  const take = async (who: number) => {
    const turn = await turns.take()
    begun.push(who)
    return turn
  }
  const [first, second, third, fourth] = [1, 2, 3, 4].map(take)
  await settled()
  expect(begun).toEqual([1, 2])
  const one = await first
  one?.[Symbol.dispose]()
  // Ended twice, it makes room once.
  one?.[Symbol.dispose]()
  await settled()
  expect(begun).toEqual([1, 2, 3])
  for (const turn of [second, third]) (await turn)?.[Symbol.dispose]()
  await settled()
  expect(begun).toEqual([1, 2, 3, 4])
  void fourth
})
