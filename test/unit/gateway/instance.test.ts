import { expect, test } from 'vitest'
import { noCache } from '../../../gateway/cache/no-cache.ts'
import { replicatedCounters } from '../../../gateway/counters/replicated-counters.ts'
import { openInstance } from '../../../gateway/open-instance.ts'
import { ignoredMetrics } from '../../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../../gateway/telemetry/event-sink.ts'
import { type Revision, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, fakeClock, inbound, operationOf } from './in-memory.ts'

function newInstance() {
  return openInstance({
    clock: fakeClock().clock,
    hosts: {},
    connectTimeoutMs: 100,
    runId: '0123456789abcdef',
    deployment: { region: 'r', serviceName: 's', gatewayId: 'g', instanceId: 'i' },
    counters: replicatedCounters({ holder: 'i#1', runId: '0123456789abcdef' }),
    cache: noCache,
    events: closedSink,
    customMetrics: ignoredMetrics,
    witness: () => undefined,
    circuitChanged: () => undefined,
    isStrict: false,
    defect: () => undefined,
  })
}

const revision = (number: number, xml = '<policies />'): Revision =>
  revisionOf(number, contentOf({ apis: [apiOf([operationOf('item', { policy: document(xml) })])] }))

test('revisions only grow', async () => {
  await using instance = newInstance()
  expect([2, 1, 2, 3].map((number) => instance.apply(revision(number)))).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect(instance.revisionNumber).toBe(3)
})

test.each([
  ['torn', { ...revision(5), checksum: 'of another' }, 'GATEWAY_REVISION_TORN'],
  ['not to be compiled', revision(5, '<policies><inbound>'), 'POLICY_XML_UNCLOSED'],
  ['wrong in what a policy holds', revision(5, inbound('<choose />')), 'POLICY_CONTENT'],
])('a revision that is %s changes nothing', async (_case, bad, code) => {
  await using instance = newInstance()
  instance.apply(revision(4))
  expect(() => instance.apply(bad)).toThrow(code)
  expect(instance.revisionNumber).toBe(4)
})
