import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newEpochNs } from '../../../ledger/clock.ts'
import { traceparentOf } from '../../../ledger/ids.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { gatewayRecord } from '../../../ledger/records.ts'
import { type BackendEntity, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type BackendProcess, startBackend } from './backend-process.ts'
import { type GatewayProcess, runId, startGateway } from './gateway-process.ts'

// Long enough to see that the circuit is open on a busy machine.
const tripMs = 4_000
const names = ['a', 'b', 'spare'] as const

/** Members `a` and `b`, and `spare` behind them; `retry` tries as often as there are members. */
function revisionWith(count: number) {
  const credentials = { headers: {}, query: {} }
  const backends: BackendEntity[] = [
    ...names.map((id) => ({
      id,
      kind: 'single' as const,
      url: `http://${id}.example`,
      members: [],
      credentials,
      circuitBreaker: {
        name: 'rule',
        count,
        intervalMs: 60_000,
        statusRanges: [],
        errorReasons: ['BackendConnectionFailure'],
        tripMs,
        acceptsRetryAfter: false,
      },
    })),
    {
      id: 'pool',
      kind: 'pool',
      members: names.map((id) => ({ id, weight: 1, priority: id === 'spare' ? 2 : 1 })),
      credentials,
    },
  ]
  const policy = document(`<policies>
    <inbound><base /><set-backend-service backend-id="pool" /></inbound>
    <backend>
      <retry condition="@(context.Response == null)" count="2" interval="0">
        <forward-request />
      </retry>
    </backend>
  </policies>`)
  return revisionOf(1, contentOf({ backends, apis: [apiOf([operationOf('item')], { policy })] }))
}

async function worldOf(count: number) {
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'gatedrill-circuit-'))
  onTestFinished(() => rmSync(ledgerFolder, { recursive: true, force: true }))
  const stack = new AsyncDisposableStack()
  onTestFinished(() => stack.disposeAsync())
  const epochNs = newEpochNs().toString()
  const start = async (name: string, more = {}) =>
    stack.use(await startBackend({ name, ledgerFolder, epochNs, ...more }))
  const [a, b, spare] = await Promise.all([start('a'), start('b'), start('spare')])
  const hosts = {
    'a.example': a.endpoint,
    'b.example': b.endpoint,
    'spare.example': spare.endpoint,
  }
  const revision = revisionWith(count)
  let sent = 0
  return {
    a,
    b,
    spare,
    instance: async (instance: string) =>
      stack.use(await startGateway({ instance, revision, ledgerFolder, epochNs, hosts })),
    /** On the port that it had, with a ledger of its own. */
    again: (name: string, { endpoint }: BackendProcess) =>
      start(name, { incarnation: 2, listen: endpoint }),
    /** Sends one after the other; gives their ids, when each was answered with 200. */
    async send({ url }: GatewayProcess, howMany: number) {
      const ids: number[] = []
      for (let index = 0; index < howMany; index += 1) {
        sent += 1
        const traceparent = traceparentOf(runId, { requestId: sent, attempt: 1 })
        const answer = await fetch(`${url}/orders/item`, { headers: { traceparent } })
        await answer.arrayBuffer()
        expect(answer.status).toBe(200)
        ids.push(sent)
      }
      return ids
    },
    /** From the gateway's ledger: how often it called backends for each of these requests. */
    async attemptsOf(instance: string, ids: readonly number[]) {
      const path = join(ledgerFolder, `gateway-${instance}-1.ledger`)
      const answered = () => {
        const { columns, count: rows } = readLedger(path, gatewayRecord)
        const all = Array.from({ length: rows }, (_, row) => row)
        return new Map(
          all
            .filter((row) => columns.event?.[row] === 'answered')
            .map((row) => [
              Number(columns.requestId?.[row]),
              Number(columns.backendAttempts?.[row]),
            ]),
        )
      }
      await expect.poll(() => ids.every((id) => answered().has(id))).toBe(true)
      const attempts = answered()
      return ids.map((id) => attempts.get(id))
    },
  }
}

const changesOf = ({ events }: GatewayProcess, kind: string) =>
  events.filter((event) => event.kind === kind)

test('a member that dies is left out after its failures, no caller notices, and it comes back', async () => {
  const { a, b, spare, instance, again, send, attemptsOf } = await worldOf(3)
  const gateway = await instance('one')
  const before = await send(gateway, 6)
  await expect.poll(() => a.received().requestIds).toEqual([1, 3, 5])
  await expect.poll(() => b.received().requestIds).toEqual([2, 4, 6])
  expect(await attemptsOf('one', before)).toEqual([1, 1, 1, 1, 1, 1])

  await a.kill()
  const during = await send(gateway, 8)
  // Three failures open it: each of these requests was saved by the other member.
  const attempts = await attemptsOf('one', during)
  expect(attempts.map((count) => Number(count) > 1)).toEqual([
    ...[true, true, true],
    ...[false, false, false, false, false],
  ])
  await expect.poll(() => b.received().requestIds).toEqual([2, 4, 6, ...during])
  await expect.poll(() => changesOf(gateway, 'circuit-opened').length).toBe(1)
  expect(changesOf(gateway, 'circuit-opened')[0]).toMatchObject({
    instance: 'one',
    detail: { backend: 'a', rule: 'rule' },
  })
  const metrics = await (await fetch(`${gateway.url}/metrics-0123456789abcdef`)).text()
  expect(metrics).toMatch(/gatedrill_circuit_changes_total\{backend="a",state="open".*\} 1/)

  const revived = await again('a', a)
  await expect
    .poll(async () => (await send(gateway, 2)) && revived.received().requestIds.length, {
      timeout: 20_000,
      interval: 100,
    })
    .toBeGreaterThan(0)
  const openedAtUs = changesOf(gateway, 'circuit-opened').at(-1)?.atUs ?? 0
  expect(revived.received().atUs[0]).toBeGreaterThanOrEqual(openedAtUs + tripMs * 1_000)
  await expect.poll(() => changesOf(gateway, 'circuit-closed').length).toBeGreaterThan(0)
  const after = await send(gateway, 4)
  const shared = () => revived.received().requestIds.filter((id) => after.includes(id))
  await expect.poll(() => shared().length).toBe(2)
  await expect.poll(() => spare.received().requestIds).toEqual([])
})

test('the next group is called when all of the first are open, in each instance by itself', async () => {
  const { a, b, spare, instance, send, attemptsOf } = await worldOf(1)
  const [one, two] = await Promise.all([instance('one'), instance('two')])
  await send(two, 2)
  await Promise.all([a.kill(), b.kill()])
  const first = await send(one, 3)
  await expect.poll(() => spare.received().requestIds).toEqual(first)
  expect(await attemptsOf('one', first)).toEqual([3, 1, 1])
  await expect.poll(() => changesOf(one, 'circuit-opened').length).toBe(2)

  // The other instance has heard of nothing, and has to find out.
  const [other = 0] = await send(two, 1)
  await expect.poll(() => spare.received().requestIds).toEqual([...first, other])
  const [attempts = 0] = await attemptsOf('two', [other])
  expect(attempts).toBeGreaterThanOrEqual(3)
  await expect.poll(() => changesOf(two, 'circuit-opened').length).toBe(2)
})
