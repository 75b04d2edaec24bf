import { expect, test } from 'vitest'
import type { DnsAnswer } from '../../../../ledger/launch/router.ts'
import { Resolver } from '../../../../load/populations/resolver.ts'

const addresses = { west: { host: '127.1.0.1', port: 1 }, north: { host: '127.2.0.1', port: 2 } }

type World = { nowMs: number; answer: DnsAnswer | 'silence'; asked: number }

function resolverOf(ttlTimes?: number) {
  const world: World = { nowMs: 0, answer: west(2_000), asked: 0 }
  const told: (string | undefined)[] = []
  const resolver = new Resolver({
    resolver: {
      endpoint: { host: '127.0.0.1', port: 53 },
      name: 'gateway.test',
      from: 'paris',
      addresses,
      ...(ttlTimes === undefined ? {} : { ttlTimes }),
      timeoutMs: 100,
    },
    clock: () => world.nowMs * 1_000,
    async question() {
      world.asked += 1
      if (world.answer === 'silence') throw new Error('no answer')
      return world.answer
    },
    onChange: (region) => told.push(region),
  })
  const addressAt = async (nowMs: number) => {
    world.nowMs = nowMs
    return resolver.ask().catch((error) => String(error))
  }
  return { world, told, resolver, addressAt }
}

function west(ttlMs: number): DnsAnswer {
  return { status: 'NOERROR', region: 'west', ttlMs }
}
const north: DnsAnswer = { status: 'NOERROR', region: 'north', ttlMs: 2_000 }

test.each([
  ['obeys the time to live', 1, 1_999, 2_000],
  ['is sticky: three times as long', 3, 5_999, 6_000],
])('%s', async (_case, times, lastMs, nextMs) => {
  const { world, told, addressAt } = resolverOf(times)
  expect(await addressAt(0)).toBe(addresses.west)
  world.answer = north
  expect(await addressAt(lastMs)).toBe(addresses.west)
  expect(await addressAt(nextMs)).toBe(addresses.north)
  expect([world.asked, told]).toEqual([2, ['west', 'north']])
})

test('believes for ever what it was told once', async () => {
  const { world, addressAt } = resolverOf()
  await addressAt(0)
  world.answer = north
  expect(await addressAt(86_400_000)).toBe(addresses.west)
  expect(world.asked).toBe(1)
})

test('asks as soon as it may not believe any more, once, and not on the way of a request', async () => {
  const { world, resolver, addressAt } = resolverOf(1)
  await addressAt(0)
  world.answer = north
  resolver.tend(1_999_000)
  expect(world.asked).toBe(1)
  world.nowMs = 2_000
  resolver.tend(2_000_000)
  resolver.tend(2_000_001)
  expect([world.asked, resolver.target]).toEqual([2, addresses.west])
  await resolver.ask()
  expect([world.asked, resolver.target]).toEqual([2, addresses.north])
})

test.each([
  ['the name is not there', { status: 'NXDOMAIN', ttlMs: 2_000 }],
  ['nobody answers', 'silence'],
] satisfies [string, DnsAnswer | 'silence'][])(
  'knows no address when %s, and asks again half a second later',
  async (_case, answer) => {
    const { world, told, addressAt } = resolverOf(1)
    await addressAt(0)
    world.answer = answer
    expect(await addressAt(2_000)).toMatch(/gateway.test has no address/)
    world.answer = north
    expect(await addressAt(2_499)).toMatch(/no address/)
    expect(await addressAt(2_500)).toBe(addresses.north)
    expect(told).toEqual(['west', undefined, 'north'])
  },
)
