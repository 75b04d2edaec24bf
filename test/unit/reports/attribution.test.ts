import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ClientRecord, GatewayRecord } from '../../../ledger/records.ts'
import { attributionOf } from '../../../reports/attribution.ts'
import { inFlightOf } from '../../../reports/reconcile/in-flight.ts'
import { reconcile } from '../../../reports/reconcile/reconcile.ts'
import { RunStore } from '../../../reports/store/store.ts'
import {
  backendBase,
  clientBase,
  edgeBase,
  gatewayBase,
  manifest,
  second,
  writeRun,
} from './run-folder.ts'
import { times, zoneDownRun } from './zone-down-run.ts'

const alive = 'westeurope-1-u1-a'
const dying = 'westeurope-2-u2-a'
const { events } = zoneDownRun(1, 1)
const [during, before, after] = [times.proven + 5 * second, 7 * second, times.healed + second]

type Case = {
  readonly client: Partial<ClientRecord>
  readonly gateway?: Partial<GatewayRecord>
  readonly instance: string
  readonly executions?: number
  readonly atUs: number
}

/** A run of one request within the drill's events. */
async function storeOf({ client, gateway, instance, executions = 0, atUs }: Case) {
  const record = { ...clientBase, connectionPort: 40_000, status: 0, outcome: 'unknown' as const }
  const at = { intendedAtUs: atUs, dispatchedAtUs: atUs, endedAtUs: atUs + second }
  const seen = { ...gatewayBase, receivedAtUs: atUs }
  const folder = writeRun({
    manifest,
    events,
    client: { a: [{ ...record, ...at, failure: 'deadline', ...client }] },
    edge: { e: [{ ...edgeBase, instance, openedAtUs: atUs - 9, closedAtUs: atUs + 2 * second }] },
    gateway: gateway === undefined ? {} : { [`${instance}-1`]: [{ ...seen, ...gateway }] },
    backend: {
      o: Array.from({ length: executions }, () => ({ ...backendBase, receivedAtUs: atUs })),
    },
  })
  const store = await RunStore.open(folder)
  rmSync(folder, { recursive: true })
  return store
}

const refused = { outcome: 'rejected', failure: 'none' } as const
const failed = { outcome: 'failed', failure: 'none' } as const
const byGateway = { layer: 'gateway', backendAttempts: 0, backendStatus: 0 } as const

test.each<[string, Case, string, string]>([
  [
    'on its way at t0',
    { client: {}, instance: dying, atUs: times.proven - 1_000 },
    'edge',
    'in flight at t0',
  ],
  [
    'received at t0 and never answered',
    { client: {}, gateway: { event: 'received' }, instance: dying, atUs: times.proven - 1_000 },
    'gateway',
    'in flight at t0',
  ],
  [
    'sent to the dead before the detection',
    { client: {}, instance: dying, atUs: times.proven + 1_000 },
    'edge',
    'before detection',
  ],
  [
    'sent to the dead over a pinned connection',
    { client: {}, instance: dying, atUs: during },
    'edge',
    'after detection',
  ],
  [
    'sent to the dead while it comes back',
    { client: {}, instance: dying, atUs: times.undoing + 1_000 },
    'edge',
    'during failback',
  ],
  [
    'answered by a slow backend after the client had gone',
    {
      client: {},
      gateway: { endedAtUs: before + 2 * second, backendUs: 1.9 * second },
      instance: alive,
      atUs: before,
    },
    'backend',
    'too late',
  ],
  [
    'given up by the gateway when the client had gone',
    { client: {}, gateway: { event: 'abandoned', status: 0 }, instance: alive, atUs: before },
    'gateway',
    'too late',
  ],
  [
    'answered in time, and never seen',
    { client: {}, gateway: { endedAtUs: before + 9 }, instance: alive, atUs: before },
    'edge',
    'unexplained',
  ],
  [
    'refused by a limit in the dead zone',
    {
      client: { ...refused, status: 429 },
      gateway: { ...byGateway, status: 429, policy: 'rate-limit-by-key' },
      instance: dying,
      atUs: times.proven - 1_000,
    },
    'gateway',
    'limit',
  ],
  [
    'refused for its token',
    {
      client: { ...refused, status: 401 },
      gateway: { ...byGateway, status: 401, policy: 'validate-jwt' },
      instance: alive,
      atUs: before,
    },
    'gateway',
    'policy',
  ],
  [
    'failed by the backend during a fault elsewhere',
    { client: { ...failed, status: 503 }, gateway: { status: 503 }, instance: alive, atUs: during },
    'backend',
    'backend error',
  ],
  [
    'the gateway could not reach the backend',
    {
      client: { ...failed, status: 500 },
      gateway: { ...byGateway, status: 500, policy: 'forward-request', backendAttempts: 1 },
      instance: alive,
      atUs: before,
    },
    'backend leg',
    'backend unreachable',
  ],
  [
    'the same during a fault',
    {
      client: { ...failed, status: 500 },
      gateway: { ...byGateway, status: 500, policy: 'forward-request', backendAttempts: 1 },
      instance: alive,
      atUs: during,
    },
    'backend leg',
    'side effect of the fault',
  ],
  [
    'no connection was free during a fault',
    {
      client: {
        outcome: 'not-sent',
        failure: 'no-connection',
        dispatchedAtUs: 0,
        connectionPort: 0,
      },
      instance: alive,
      atUs: during,
    },
    'client',
    'side effect of the fault',
  ],
  [
    'a kept connection was closed under it before anything happened',
    {
      client: { failure: 'reset', reusedConnection: 1, endedAtUs: before + 900 },
      instance: alive,
      atUs: before,
    },
    'edge',
    'stale connection',
  ],
  [
    'no connection was free before anything happened',
    {
      client: {
        outcome: 'not-sent',
        failure: 'no-connection',
        dispatchedAtUs: 0,
        connectionPort: 0,
      },
      instance: alive,
      atUs: before,
    },
    'client',
    'no free connection',
  ],
  [
    'unanswered when all was well again',
    { client: {}, instance: alive, atUs: after },
    'edge',
    'after heal',
  ],
  [
    'unanswered before anything happened',
    { client: {}, instance: alive, atUs: before },
    'edge',
    'unexplained',
  ],
])('%s', async (_case, given, layer, cause) => {
  await using store = await storeOf(given)
  await reconcile(store)
  expect(await attributionOf(store)).toMatchObject([{ layer, cause, count: 1 }])
})

test.each<[string, Case, readonly object[]]>([
  [
    'answered before the detection',
    { client: { outcome: 'ok', failure: 'none' }, instance: dying, atUs: times.proven + 1_000 },
    [{ relation: 'before-detection', fate: 'answered' }],
  ],
  [
    'executed, and never acknowledged',
    { client: {}, instance: dying, executions: 1, atUs: times.proven - 1_000 },
    [{ relation: 'at-t0', fate: 'executed-unacknowledged' }],
  ],
  [
    'over a pinned connection',
    { client: {}, instance: dying, atUs: during },
    [{ relation: 'after-detection', fate: 'never-arrived' }],
  ],
  ['at an instance that is well', { client: {}, instance: alive, atUs: times.proven }, []],
  ['ended before the command', { client: {}, instance: dying, atUs: before }, []],
])('in flight: %s', async (_case, given, expected) => {
  await using store = await storeOf(given)
  expect(await inFlightOf(store)).toMatchObject(expected)
})
