import { expect, test } from 'vitest'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { countsOf, expectWhole, httpPort, offer } from './offer.ts'

const host = '127.0.0.1'

/** Two regions that say who they are by their status, and a router that names the first for a while. */
async function world(untilMs: number) {
  const served = { west: 0, north: 0 }
  const west = await httpPort((_request, response) => {
    served.west += 1
    response.end()
  })
  const north = await httpPort((_request, response) => {
    served.north += 1
    response.writeHead(202).end()
  })
  let from: number | undefined
  const asked: string[] = []
  const router = await httpPort((request, response) => {
    asked.push(request.url ?? '')
    from ??= performance.now()
    const region = performance.now() - from < untilMs ? 'west' : 'north'
    response.end(JSON.stringify({ status: 'NOERROR', region, ttlMs: 100 }))
  })
  const resolver = {
    endpoint: { host, port: router },
    name: 'gateway.test',
    from: 'paris',
    addresses: { west: { host, port: west }, north: { host, port: north } },
    ttlTimes: 1,
    timeoutMs: 300,
  }
  return { west, resolver, served, asked }
}

const shop = { name: 'shop', share: 1, connections: 4, keepAlive: true }

function populationsOf(launched: LoadLaunch['populations']): Partial<LoadLaunch> {
  return launched === undefined ? {} : { populations: launched }
}

test('clients leave their connections for the region that they are told, and lose no request', async () => {
  const { resolver, west, asked } = await world(600)
  const run = await offer(west, {
    ...populationsOf([{ ...shop, resolver }]),
    durationS: 2,
    deadlineMs: 4_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 200 })
  expect(countsOf(run.texts('population'))).toEqual({ shop: 200 })
  const statuses = run.texts('status')
  expect(statuses[0]).toBe('200')
  expect(statuses.at(-1)).toBe('202')
  expect(asked[0]).toBe('/resolve?name=gateway.test&from=paris')
})

test('populations share the load; those who believe for ever stay where they were sent', async () => {
  const { resolver, west } = await world(600)
  const { ttlTimes: _ttlTimes, ...forever } = resolver
  const run = await offer(west, {
    ...populationsOf([
      { ...shop, share: 3, resolver: forever },
      { ...shop, name: 'till', target: { host, port: west }, keepAlive: false },
    ]),
    durationS: 2,
    deadlineMs: 4_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('status'))).toEqual({ 200: 200 })
  const counts = countsOf(run.texts('population'))
  expect(counts.shop).toBeGreaterThan(120)
  expect(counts.till).toBeGreaterThan(25)
  const [names, reused] = [run.texts('population'), run.numbers('reusedConnection')]
  expect(reused.filter((value, row) => value === 1 && names[row] === 'till')).toEqual([])
})

test('a name without an address fails what needs a connection, and nothing was sent', async () => {
  const none = await httpPort((_request, response) => {
    response.end(JSON.stringify({ status: 'NXDOMAIN', ttlMs: 100 }))
  })
  const { resolver, west, served } = await world(0)
  const lost = { ...resolver, endpoint: { host, port: none } }
  const run = await offer(west, populationsOf([{ ...shop, resolver: lost }]))
  expectWhole(run)
  expect(countsOf(run.texts('failure'))).toEqual({ unresolved: 100 })
  expect(countsOf(run.texts('outcome'))).toEqual({ failed: 100 })
  expect(served).toEqual({ west: 0, north: 0 })
})
