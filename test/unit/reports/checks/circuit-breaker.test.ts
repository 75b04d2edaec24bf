import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import type { GatewayRecord } from '../../../../ledger/records.ts'
import { backendBase, gatewayBase, second } from '../run-folder.ts'
import { holderA } from './admissions.ts'
import { judgedCheck } from './checked-run.ts'

const instance = 'westeurope-1-u1-a'
const opened: DrillEvent = {
  kind: 'circuit-opened',
  atUs: 10 * second,
  source: instance,
  instance,
  detail: { backend: 'orders-backend', rule: 'r', untilUs: 15 * second },
}

const call = (requestId: number, atS: number, more: Partial<GatewayRecord>): GatewayRecord => ({
  ...gatewayBase,
  requestId,
  receivedAtUs: atS * second,
  endedAtUs: atS * second + 5_000,
  ...more,
})
const refusal = { status: 503, reason: 'CircuitBreakerOpen', backendStatus: 0, backendAttempts: 0 }
const passed = { status: 200, reason: '', backendStatus: 200, backendAttempts: 1 }

function run(calls: readonly GatewayRecord[], events: readonly DrillEvent[] = [opened]) {
  const executed = calls
    .filter(({ backendStatus }) => backendStatus > 0)
    .map(({ requestId, receivedAtUs }) => ({ ...backendBase, requestId, receivedAtUs }))
  return judgedCheck('circuit.breaker', {
    events,
    gateway: { [holderA]: calls },
    backend: { orders: executed },
  })
}

test('where no circuit opened nothing is claimed', async () => {
  expect(await run([call(1, 9, passed)], [])).toMatchObject({ verdict: 'not-claimed' })
})

test('refused while it is open, and served before and after: it holds', async () => {
  const calls = [
    call(1, 9, passed),
    call(2, 11, refusal),
    call(3, 14, refusal),
    call(4, 16, passed),
  ]
  const check = await run(calls)
  expect(check).toMatchObject({ verdict: 'holds', observed: 0, allowed: 0 })
  expect(check?.why).toContain('1 openings, 2 calls refused')
})

test('a call that was under way when it opened may end after that', async () => {
  const late = { ...passed, endedAtUs: 11 * second }
  const calls = [call(1, 9.9, late), call(2, 11, refusal), call(3, 16, passed)]
  expect(await run(calls)).toMatchObject({ verdict: 'holds' })
})

test('a call that passes the open circuit breaks it', async () => {
  const check = await run([call(1, 11, refusal), call(2, 12, passed)])
  expect(check).toMatchObject({ verdict: 'broken', observed: 1 })
  expect(check?.first).toMatchObject({ requestId: 2 })
  expect(check?.first?.what).toContain('passed the open circuit of orders-backend')
})

test('a circuit that goes on refusing after its time breaks it', async () => {
  const check = await run([call(1, 11, refusal), call(2, 17, refusal)])
  expect(check).toMatchObject({ verdict: 'broken', observed: 1 })
  expect(check?.first).toMatchObject({ requestId: 2 })
})

test.each([
  ['an instance that ended in order with the run told of all its circuits', { code: 0 }, 'broken'],
  ['a killed one may have had no time to', { signal: 'SIGKILL' }, 'holds'],
])('%s', async (_case, detail, verdict) => {
  const exited: DrillEvent = {
    kind: 'process-exited',
    atUs: 20 * second,
    source: instance,
    instance,
    detail,
  }
  const calls = [call(1, 11, refusal), call(2, 17, refusal)]
  expect(await run(calls, [opened, exited])).toMatchObject({ verdict })
})
