import { expect, test } from 'vitest'
import { type LeaseEnd, Leases } from '../../../ledger/leases.ts'
import { fakeClock } from '../sim/fake-clock.ts'

const lease = { leaseMs: 3_000, lifetimeMs: 60_000 }

function granted() {
  const clock = fakeClock()
  const leases = new Leases(clock)
  const ends: LeaseEnd[] = []
  leases.grant('silence', lease, (why) => ends.push(why))
  return { clock, leases, ends }
}

test('a lease that nobody renews ends by itself', async () => {
  const { clock, ends } = granted()
  await clock.advance(2_999)
  expect(ends).toEqual([])
  await clock.advance(1)
  expect(ends).toEqual(['lease'])
})

test('a lease that is renewed every second holds', async () => {
  const { clock, leases, ends } = granted()
  for (let second = 0; second < 30; second += 1) {
    await clock.advance(1_000)
    expect(leases.renew('silence')).toBe(true)
  }
  expect(ends).toEqual([])
})

test('a lease ends with its lifetime, however often it is renewed', async () => {
  const { clock, leases, ends } = granted()
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1_000)
    leases.renew('silence')
  }
  expect(ends).toEqual(['lifetime'])
  expect(leases.renew('silence')).toBe(false)
})

test('to end a lease twice ends it once', async () => {
  const { clock, leases, ends } = granted()
  expect([leases.end('silence'), leases.end('silence')]).toEqual([true, false])
  await clock.advance(120_000)
  expect(ends).toEqual(['healed'])
})
