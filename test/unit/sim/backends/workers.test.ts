import { expect, test } from 'vitest'
import { type Turn, Workers } from '../../../../sim/backends/workers.ts'

function workersOf(options: Partial<ConstructorParameters<typeof Workers>[0]>) {
  let nowMs = 0
  const workers = new Workers({ nowMs: () => nowMs, ...options })
  const turns: Turn[] = []
  const enter = () => workers.enter((turn) => turns.push(turn))
  return { workers, turns, enter, at: (ms: number) => (nowMs = ms) }
}

test('works on so many calls, lets so many wait in order, and refuses the rest', () => {
  const capacity = { concurrent: 2, queue: 1, overloadStatus: 503 }
  const { workers, turns, enter } = workersOf({ capacity })
  expect([enter(), enter(), enter(), enter()]).toEqual([undefined, undefined, undefined, 503])
  expect(turns).toHaveLength(2)
  turns[0]?.leave()
  // A second time changes nothing: a call ends once.
  turns[0]?.leave()
  expect(turns).toHaveLength(3)
  expect(workers.use).toEqual({
    working: 2,
    waiting: 0,
    refused: 1,
    coldStarts: 0,
    isLimited: false,
  })
})

test('without a capacity nobody waits', () => {
  const { turns, enter } = workersOf({})
  for (let call = 0; call < 1_000; call += 1) expect(enter()).toBeUndefined()
  expect(turns).toHaveLength(1_000)
})

test('a limit that is lifted lets in those who wait; of two the least counts', () => {
  const { workers, turns, enter } = workersOf({})
  const lift = workers.limit({ concurrent: 1, queue: 9, overloadStatus: 503 })
  const liftLoose = workers.limit({ concurrent: 5, queue: 0, overloadStatus: 429 })
  for (let call = 0; call < 8; call += 1) expect(enter()).toBeUndefined()
  expect(turns).toHaveLength(1)
  expect(workers.use.isLimited).toBe(true)
  lift()
  expect(turns).toHaveLength(5)
  expect(enter()).toBe(429)
  liftLoose()
  expect(turns).toHaveLength(8)
})

test('a serverless worker starts cold, is warm for the next call, and ends when it was idle', () => {
  const { turns, enter, at, workers } = workersOf({
    coldStart: { startMs: 400, keepWarmMs: 1_000 },
  })
  enter()
  enter()
  turns[0]?.leave()
  enter()
  for (const turn of turns) turn.leave()
  at(1_001)
  enter()
  expect(turns.map(({ startMs }) => startMs)).toEqual([400, 400, 0, 400])
  expect(workers.use.coldStarts).toBe(3)
})
