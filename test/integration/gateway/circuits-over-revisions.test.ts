import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { noCache } from '../../../gateway/cache/no-cache.ts'
import { systemClock } from '../../../gateway/clock.ts'
import { replicatedCounters } from '../../../gateway/counters/replicated-counters.ts'
import { openInstance } from '../../../gateway/open-instance.ts'
import { ignoredMetrics } from '../../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../../gateway/telemetry/event-sink.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, inbound, operationOf } from '../../unit/gateway/in-memory.ts'
import { runId } from './gateway-process.ts'

/** A backend that is in no world, so every call of it fails; `count` failures open its circuit. */
function revision(number: number, count: number) {
  const stock = {
    id: 'stock',
    kind: 'single' as const,
    url: 'http://stock.example',
    members: [],
    credentials: { headers: {}, query: {} },
    circuitBreaker: {
      name: 'rule',
      count,
      intervalMs: 60_000,
      statusRanges: [],
      errorReasons: ['BackendConnectionFailure'],
      tripMs: 60_000,
      acceptsRetryAfter: false,
    },
  }
  const policy = document(inbound('<set-backend-service backend-id="stock" />'))
  const api = apiOf([operationOf('item'), operationOf(`of-revision-${number}`)], { policy })
  return revisionOf(number, contentOf({ apis: [api], backends: [stock] }))
}

test('a circuit stays open over revisions until its backend changes', async () => {
  await using instance = openInstance({
    clock: systemClock(newEpochNs()),
    hosts: {},
    connectTimeoutMs: 100,
    runId,
    deployment: { region: 'r', serviceName: 's', gatewayId: 'g', instanceId: 'i' },
    counters: replicatedCounters({ holder: 'i#1', runId }),
    cache: noCache,
    events: closedSink,
    customMetrics: ignoredMetrics,
    witness: () => undefined,
    circuitChanged: () => undefined,
    isStrict: false,
    defect: () => undefined,
  })
  const server = createServer((message, response) =>
    instance.handle(message, response, { scheme: 'http', bodyBytesMax: 1_024 }),
  )
  await using _server = { [Symbol.asyncDispose]: async () => void server.close() }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const statusNow = async () => (await fetch(`http://127.0.0.1:${port}/orders/item`)).status

  instance.apply(revision(1, 1))
  expect([await statusNow(), await statusNow()]).toEqual([500, 503])
  instance.apply(revision(2, 1))
  expect(await statusNow()).toBe(503)
  instance.apply(revision(3, 2))
  expect([await statusNow(), await statusNow(), await statusNow()]).toEqual([500, 500, 503])
})
