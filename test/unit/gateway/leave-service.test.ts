import { expect, test } from 'vitest'
import { leaveService } from '../../../gateway/leave-service.ts'
import { fakeClock } from '../sim/fake-clock.ts'

const departure = { noticeMs: 1_000, clientsMs: 500 }

/** Leaves beside so many clients; what it did is said in order. */
function leaving(clients: number, given: { departure?: typeof departure } = { departure }) {
  const clock = fakeClock()
  const released = new AbortController()
  const said: string[] = []
  const state = { clients }
  const left = leaveService({
    listener: { leave: () => said.push('leaves'), connections: async () => state.clients },
    clock: { ...clock, unixMs: () => 0 },
    departure: given.departure,
    released: released.signal,
    leaving: () => said.push('says so'),
  }).then(() => said.push('left'))
  const advance = async (ms: number) => {
    // In steps, as each wait is only begun when the one before has ended.
    for (let passedMs = 0; passedMs < ms; passedMs += 10) await clock.advance(10)
  }
  return { said, state, released, left, advance }
}

test('it serves on until it has been noticed, and then until its clients have gone', async () => {
  const { said, state, advance } = leaving(2)
  await advance(990)
  expect(said).toEqual(['says so', 'leaves'])
  await advance(200)
  expect(said).not.toContain('left')
  state.clients = 0
  await advance(60)
  expect(said).toEqual(['says so', 'leaves', 'left'])
})

test('clients who never go have their time, and no more', async () => {
  const { said, advance } = leaving(1)
  await advance(1_480)
  expect(said).not.toContain('left')
  await advance(80)
  expect(said).toContain('left')
})

test('whoever releases it ends the waiting at once', async () => {
  const { said, released, left, advance } = leaving(1)
  await advance(100)
  released.abort()
  await left
  expect(said).toContain('left')
})

test('with nobody to tell it does not wait', async () => {
  const alone = leaving(1, {})
  await alone.left
  expect(alone.said).toEqual(['left'])
})
