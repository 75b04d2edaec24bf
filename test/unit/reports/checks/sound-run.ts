import type { DrillEvent } from '../../../../ledger/events.ts'
import type {
  AdmissionRecord,
  CacheRecord,
  ClientRecord,
  GatewayRecord,
} from '../../../../ledger/records.ts'
import {
  admissionBase,
  backendBase,
  cacheBase,
  clientBase,
  edgeBase,
  gatewayBase,
  manifest,
  type RunContent,
  second,
} from '../run-folder.ts'

export const [one, two, leaving, other] = ['w-1', 'w-2', 'w-3', 'n-1'] as const
export const limit = 10
const plane = 'management-down#1'

/** What of a run a mutation may change; all of it is there. */
export type SoundRun = Required<
  Pick<RunContent, 'manifest' | 'client' | 'gateway' | 'admission' | 'cache' | 'backend' | 'edge'>
> & { readonly events: readonly DrillEvent[] }

const event = (kind: DrillEvent['kind'], atS: number, more: Partial<DrillEvent> = {}) => ({
  kind,
  atUs: atS * second,
  source: 'controller',
  detail: {},
  ...more,
})

const revision = (number: number, publishedAtS: number, checksum = `sum-${number}`) => [
  event('revision-published', publishedAtS, {
    source: 'management',
    detail: { number, checksum },
  }),
  ...[one, two, leaving, other].map((instance) =>
    event('revision-applied', publishedAtS + 0.5, {
      source: instance,
      instance,
      detail: { revision: number, checksum },
    }),
  ),
]

const events: readonly DrillEvent[] = [
  ...revision(1, 1, 'c0ffee'),
  ...revision(2, 8),
  event('circuit-opened', 10, {
    source: one,
    instance: one,
    detail: { backend: 'orders-backend', rule: 'r', untilUs: 12 * second },
  }),
  ...revision(3, 18),
  event('fault-applying', 20, { fault: plane }),
  event('process-exited', 20, { source: 'management' }),
  event('fault-undoing', 30, { fault: plane }),
  event('process-ready', 30, { source: 'management' }),
  event('fault-undone', 30, { fault: plane }),
  event('fault-healed', 30, { fault: plane }),
  event('counters-compared', 31, {
    region: 'westeurope',
    detail: {
      keys: 3,
      isEqual: true,
      afterMs: 300,
      withinMs: 1_500,
      terms: 'reconnect 1000',
      differing: [],
    },
  }),
  event('instance-draining', 34, { instance: leaving }),
  event('process-exited', 36, { source: leaving, instance: leaving }),
  event('run-ended', 46),
]

/** Ten a second through the whole load; every fifth misses the cache, and the others find it there. */
const requests = Array.from({ length: 400 }, (_request, index) => {
  const atS = 5 + index / 10
  return {
    id: index + 1,
    atUs: atS * second,
    isMiss: index % 5 === 0,
    at: atS > 33 && atS < 36 ? leaving : one,
  }
})

const client = requests.map(
  ({ id, atUs, at }): ClientRecord => ({
    ...clientBase,
    requestId: id,
    intendedAtUs: atUs,
    firedAtUs: atUs,
    dispatchedAtUs: atUs,
    firstByteAtUs: atUs + 9_000,
    endedAtUs: atUs + 10_000,
    connectionPort: at === leaving ? 50_001 : 50_000,
  }),
)

const served = ({ id, atUs }: { readonly id: number; readonly atUs: number }): GatewayRecord => ({
  ...gatewayBase,
  requestId: id,
  receivedAtUs: atUs + 1_000,
  endedAtUs: atUs + 9_000,
})

const looks = requests.flatMap(({ id, atUs, isMiss }): CacheRecord[] => {
  const look = { ...cacheBase, requestId: id, atUs: atUs + 2_000, personal: 1 }
  if (!isMiss) return [{ ...look, event: 'hit', storedBy: id - ((id - 1) % 5), holder: one }]
  return [look, { ...look, event: 'stored', atUs: atUs + 8_000, lifeMs: 10_000 }]
})

/** The limit used up by two holders of a region, one after the other, and a call turned away. */
const decisions = (fromS: number): readonly (readonly [string, AdmissionRecord])[] =>
  Array.from({ length: limit + 1 }, (_call, index): readonly [string, AdmissionRecord] => [
    index % 2 === 0 ? one : two,
    {
      ...admissionBase,
      requestId: 2_000 + index,
      atUs: (fromS + index / 100) * second,
      limit,
      countSeen: index,
      admitted: index < limit ? 1 : 0,
      counted: index < limit ? 1 : 0,
    },
  ])
const west = decisions(13)
const ofHolder = (name: string) =>
  west.filter(([holder]) => holder === name).map(([, record]) => record)
const north = west.map(([, record]) => ({
  ...record,
  requestId: record.requestId + 100,
  atUs: record.atUs + second,
}))

const refused: Partial<GatewayRecord> = {
  status: 503,
  layer: 'gateway',
  reason: 'CircuitBreakerOpen',
  backendStatus: 0,
  backendAttempts: 0,
  operation: 'guarded',
}
const guarded = (id: number, atS: number, more: Partial<GatewayRecord> = {}): GatewayRecord => ({
  ...served({ id, atUs: atS * second }),
  operation: 'guarded',
  ...more,
})

const executed = (requestId: number, atUs: number, operation = 'GET /orders') => ({
  ...backendBase,
  requestId,
  receivedAtUs: atUs,
  endedAtUs: atUs + 1_000,
  operation,
})

/** A run in which every check is claimed, and holds. */
export const soundRun: SoundRun = {
  manifest: {
    ...manifest,
    timing: { ...manifest.timing, syncPeriodMs: 1_000 },
    scenario: { name: 'sound', load: { ratePerS: 10, durationS: 40 }, objectives: [] },
    instances: [one, two, leaving, other].map((instance, index) => ({
      instance,
      region: instance === other ? 'northeurope' : 'westeurope',
      zone: `zone-${index}`,
      unit: 1,
    })),
    faults: [
      {
        id: plane,
        kind: 'management-down',
        params: {},
        targets: ['management'],
        atS: 15,
        durationS: 10,
      },
    ],
  },
  events,
  client: { load: client },
  gateway: {
    [`${one}-1`]: [
      ...requests.filter(({ at }) => at === one).map(served),
      guarded(3_000, 9),
      guarded(3_001, 11, refused),
      guarded(3_002, 13),
      ...west.map(([, { requestId, atUs }]) => served({ id: requestId, atUs })),
      { ...served({ id: 2_050, atUs: 13 * second }), subscription: 'bob' },
    ],
    [`${leaving}-1`]: requests.filter(({ at }) => at === leaving).map(served),
  },
  admission: {
    // A neighbour has a key of its own.
    [`${one}-1`]: [
      ...ofHolder(one),
      { ...admissionBase, requestId: 2_050, atUs: 13 * second, limit, keyHash: 'bob' },
    ],
    [`${two}-1`]: ofHolder(two),
    [`${other}-1`]: north,
  },
  cache: { [`${one}-1`]: looks },
  backend: {
    orders: [
      ...requests.filter(({ isMiss }) => isMiss).map(({ id, atUs }) => executed(id, atUs + 5_000)),
      executed(3_000, 9 * second),
      executed(3_002, 13 * second),
      executed(4_000, 15 * second, 'POST /orders'),
    ],
  },
  edge: {
    westeurope: [
      {
        ...edgeBase,
        openedAtUs: 4 * second,
        closedAtUs: 45 * second,
        clientPort: 50_000,
        instance: one,
      },
      {
        ...edgeBase,
        openedAtUs: 4 * second,
        closedAtUs: 45 * second,
        clientPort: 50_001,
        instance: leaving,
      },
    ],
  },
}
