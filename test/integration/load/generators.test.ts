import { expect, test } from 'vitest'
import { loadOf } from './load-of.ts'
import { httpPort } from './offer.ts'

test('several generators offer what one does: the same ids at the same times, merged exactly', async () => {
  const ports = new Set<number>()
  const port = await httpPort((request, response) => {
    ports.add(request.socket.remotePort ?? 0)
    response.end()
  })
  const changes = {
    arrivals: 'poisson' as const,
    ratePerS: 150,
    durationS: 1,
    connections: 6,
    deadlineMs: 5_000,
  }
  const one = await loadOf(port, 1, changes)
  ports.clear()
  const three = await loadOf(port, 3, changes)
  expect(three.files.map(({ count }) => count)).toHaveLength(3)
  expect(three.requests).toEqual(one.requests)
  expect(three.result).toMatchObject({
    offered: one.result.offered,
    scheduleDigest: one.result.scheduleDigest,
  })
  expect(three.requests).toHaveLength(three.result.offered)
  expect(ports.size).toBeLessThanOrEqual(6)
})
