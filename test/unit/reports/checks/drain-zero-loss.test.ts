import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import type { ClientRecord, GatewayRecord } from '../../../../ledger/records.ts'
import { clientBase, edgeBase, gatewayBase, manifest, second } from '../run-folder.ts'
import { judgedCheck } from './checked-run.ts'

const name = 'drain.zero-loss'
const instance = 'westeurope-1-u1-a'
const event = (kind: DrillEvent['kind'], atS: number, more: object = {}): DrillEvent => ({
  kind,
  atUs: atS * second,
  source: 'controller',
  instance,
  ...more,
})
const drained = [event('instance-draining', 10), event('process-exited', 14)]
const withoutFault = { manifest: { ...manifest, faults: [] } }

/** Ten requests a second at the instance, from 8 s to 16 s, all of them good. */
const good = Array.from({ length: 80 }, (_, index) => ({
  ...clientBase,
  requestId: index + 1,
  intendedAtUs: (8 + index / 10) * second,
  firedAtUs: (8 + index / 10) * second,
  dispatchedAtUs: (8 + index / 10) * second,
  endedAtUs: (8 + index / 10 + 0.01) * second,
  connectionPort: 50_000,
}))
const received = good.flatMap(({ requestId, firedAtUs }): GatewayRecord[] => {
  const at = { ...gatewayBase, requestId, receivedAtUs: firedAtUs }
  return [
    { ...at, event: 'received' },
    { ...at, endedAtUs: firedAtUs + 5_000 },
  ]
})
const edge = {
  westeurope: [
    { ...edgeBase, openedAtUs: 7 * second, closedAtUs: 40 * second, clientPort: 50_000, instance },
  ],
}

function run(events: DrillEvent[], change: (request: ClientRecord) => ClientRecord = (one) => one) {
  const client = { load: good.map(change) }
  const gateway = { [`${instance}-1`]: received }
  return judgedCheck(name, { ...withoutFault, events, client, gateway, edge })
}

const breaking = (fromS: number, toS: number, failure: ClientRecord['failure']) => {
  return (one: ClientRecord): ClientRecord =>
    one.firedAtUs < fromS * second || one.firedAtUs >= toS * second
      ? one
      : { ...one, outcome: 'unknown', status: 0, failure }
}

test('where no instance went, nothing is claimed', async () => {
  expect(await run([])).toMatchObject({
    verdict: 'not-claimed',
    why: 'no instance went by plan',
  })
})

test('an instance that went and answered all holds', async () => {
  const check = await run(drained)
  expect(check).toMatchObject({ verdict: 'holds', observed: 0, allowed: 0 })
  expect(check?.why).toMatch(/^1 instances went with 4\d requests, 0 of them lost$/)
})

test('a connection that broke on its way out breaks it, and the request is named', async () => {
  const check = await run(drained, breaking(12, 12.05, 'reset'))
  expect(check).toMatchObject({ verdict: 'broken', observed: 1, allowed: 0 })
  expect(check?.first).toMatchObject({ requestId: 41 })
  expect(check?.first?.what).toContain(instance)
})

test.each([
  ['before it began to leave', breaking(8, 9, 'reset')],
  ['long after it had gone', breaking(15, 16, 'reset')],
  ['by its own deadline, for it was slow', breaking(12, 13, 'deadline')],
])('what is lost %s is not its doing', async (_case, change) => {
  expect(await run(drained, change)).toMatchObject({ verdict: 'holds' })
})

test('a request that it received and never ended breaks it, whatever the client saw', async () => {
  const gateway = { [`${instance}-1`]: received.filter((_one, row) => row !== 41 * 2 + 1) }
  const client = { load: good }
  const content = { ...withoutFault, events: drained, client, gateway, edge }
  const check = await judgedCheck(name, content)
  expect(check).toMatchObject({ verdict: 'broken', observed: 1 })
  expect(check?.first?.what).toContain('never answered')
})

test('an instance that was only told to stop goes by plan, too', async () => {
  const [fault] = manifest.faults
  const stop = { ...manifest, faults: fault === undefined ? [] : [{ ...fault, kind: 'unit-stop' }] }
  const events = [event('fault-applying', 9, { fault: fault?.id }), ...drained]
  const content = { manifest: stop, events, client: { load: good }, edge }
  const gateway = { [`${instance}-1`]: received }
  expect(await judgedCheck(name, { ...content, gateway })).toMatchObject({
    verdict: 'holds',
  })
})

test('while a fault is there nothing is claimed of a drain', async () => {
  const [fault] = manifest.faults
  const events = [
    ...drained,
    event('fault-applying', 12, { fault: fault?.id }),
    event('fault-undone', 20, { fault: fault?.id }),
  ]
  const check = await judgedCheck(name, { manifest, events, client: { load: good }, edge })
  expect(check).toMatchObject({ verdict: 'not-claimed' })
})
