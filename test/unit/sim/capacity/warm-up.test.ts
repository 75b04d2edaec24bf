import { expect, test } from 'vitest'
import { type WarmUpOffer, type WarmUpOptions, warmUp } from '../../../../sim/capacity/warm-up.ts'

async function warmedUp(
  world: (ratePerS: number) => WarmUpOffer,
  changes: Partial<WarmUpOptions> = {},
) {
  const offered: number[] = []
  const firstPerS = await warmUp({
    offer: async (ratePerS) => {
      offered.push(ratePerS)
      return world(ratePerS)
    },
    startPerS: 200,
    lowestPerS: 5,
    highestPerS: 50_000,
    answers: 20_000,
    hasTime: () => offered.length < 20,
    ...changes,
  })
  return { offered, firstPerS }
}

/** Ten seconds of what is carried at most, on processors that so much keeps busy. */
const machineOf =
  (mostPerS: number) =>
  (ratePerS: number): WarmUpOffer => ({
    verdict: ratePerS > mostPerS ? 'fail' : 'pass',
    answered: 10 * Math.min(ratePerS, mostPerS),
    busyShare: Math.min(1, ratePerS / mostPerS),
  })

test('the rate doubles while there is room, until there were enough answers', async () => {
  const { offered, firstPerS } = await warmedUp(machineOf(1_000))
  expect(offered).toEqual([200, 400, 800, 800])
  expect(firstPerS).toBe(800)
})

test('what was too much is halved, and its answers count', async () => {
  const { offered, firstPerS } = await warmedUp(machineOf(1_000), { startPerS: 3_200 })
  expect(offered).toEqual([3_200, 1_600])
  expect(firstPerS).toBe(800)
})

test('what says nothing is offered again, and so is what nobody tells the machine of', async () => {
  const unclear = await warmedUp(() => ({ verdict: 'unclear', answered: 9_000, busyShare: 0.1 }))
  expect(unclear.offered).toEqual([200, 200, 200])
  const untold = await warmedUp(() => ({ verdict: 'pass', answered: 9_000, busyShare: undefined }))
  expect(untold.offered).toEqual([200, 200, 200])
})

test.each<[string, Partial<WarmUpOptions>, readonly number[], number]>([
  ['once, whatever the time', { hasTime: () => false }, [200], 400],
  [
    'until the time is over',
    { answers: 1e9, highestPerS: 300 },
    [200, ...Array(19).fill(300)],
    300,
  ],
])('it is done %s', async (_case, changes, offered, firstPerS) => {
  const roomy = (ratePerS: number): WarmUpOffer => ({
    verdict: 'pass',
    answered: ratePerS,
    busyShare: 0.1,
  })
  expect(await warmedUp(roomy, changes)).toEqual({ offered, firstPerS })
})

test('the rate never leaves its bounds', async () => {
  const collapsed: WarmUpOffer = { verdict: 'fail', answered: 0, busyShare: 1 }
  const { offered, firstPerS } = await warmedUp(() => collapsed, { lowestPerS: 60 })
  expect([Math.min(...offered), firstPerS]).toEqual([60, 60])
})
