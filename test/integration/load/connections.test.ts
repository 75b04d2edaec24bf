import { expect, test } from 'vitest'
import { countsOf, expectWhole, httpPort, offer } from './offer.ts'

const shop = { name: 'shop', share: 1, connections: 4, keepAlive: true }
const answering = () => httpPort((_request, response) => response.end())

test('a connection is left when it has carried its requests, and no request is lost by it', async () => {
  const run = await offer(await answering(), {
    populations: [{ ...shop, connectionMaxRequests: 5 }],
    deadlineMs: 20_000,
    connectTimeoutMs: 10_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
  const opened = run.numbers('reusedConnection').filter((value) => value === 0).length
  // The last ones of each of the four may have carried fewer.
  expect(opened).toBeGreaterThanOrEqual(20)
  expect(opened).toBeLessThanOrEqual(23)
  expect(Math.max(...Object.values(countsOf(run.texts('connectionPort'))))).toBe(5)
})

test('a connection is left when it is old, not all of them at once', async () => {
  const run = await offer(await answering(), {
    populations: [{ ...shop, connectionMaxAgeMs: 300 }],
    durationS: 1.5,
    deadlineMs: 20_000,
    connectTimeoutMs: 10_000,
  })
  expectWhole(run)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 150 })
  const [ports, dispatched] = [run.numbers('connectionPort'), run.numbers('dispatchedAtUs')]
  const byPort = new Map<number, number[]>()
  for (const [row, port] of ports.entries()) {
    byPort.set(port, [...(byPort.get(port) ?? []), dispatched[row] ?? 0])
  }
  // Four at a time for a fifth of the load each, a slow machine uses them longer.
  expect(byPort.size).toBeGreaterThanOrEqual(8)
  expect(byPort.size).toBeLessThanOrEqual(28)
  for (const atUs of byPort.values()) {
    expect(Math.max(...atUs) - Math.min(...atUs)).toBeLessThan(700_000)
  }
})
