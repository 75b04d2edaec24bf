import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import { checks } from '../../../../reports/checks/judge-checks.ts'
import { backendBase, manifest, second } from '../run-folder.ts'
import { judgedChecks } from './checked-run.ts'
import { leaving, limit, one, other, type SoundRun, soundRun, two } from './sound-run.ts'

const names = [...checks.keys()]

type Mutation = (run: SoundRun) => Partial<SoundRun>

const eachEvent = (change: (event: DrillEvent) => DrillEvent): Mutation => {
  return ({ events }) => ({ events: events.map(change).toSorted((a, b) => a.atUs - b.atUs) })
}
const alsoEvent = (kind: DrillEvent['kind'], atS: number, more: Partial<DrillEvent>): Mutation => {
  const event = { kind, atUs: atS * second, source: 'test', ...more }
  return ({ events }) => ({ events: [...events, event].toSorted((a, b) => a.atUs - b.atUs) })
}
/** Of one ledger of one writer. */
function eachRecord<Ledger extends 'client' | 'gateway' | 'admission' | 'cache'>(
  ledger: Ledger,
  writer: string,
  change: (
    record: SoundRun[Ledger][string][number],
    index: number,
  ) => SoundRun[Ledger][string][number],
): Mutation {
  return (run) => ({
    [ledger]: { ...run[ledger], [writer]: (run[ledger][writer] ?? []).map(change) },
  })
}
const executedAgain = (requestId: number, atUs: number, operation: string) => ({
  ...backendBase,
  requestId,
  receivedAtUs: atUs,
  endedAtUs: atUs + 1_000,
  operation,
})

/** What breaks each check alone: a lie in one ledger, or a deed that it is there to find. */
const mutations: Readonly<Record<string, Mutation>> = {
  'cache.amplification': ({ backend, cache }) => ({
    backend: {
      orders: [
        ...(backend.orders ?? []),
        ...(cache[`${one}-1`] ?? [])
          .filter(
            ({ atUs, event }) => event !== 'stored' && atUs > 21 * second && atUs < 29 * second,
          )
          .flatMap(({ requestId, atUs }) =>
            [1, 2, 3].map((again) => executedAgain(requestId, atUs + again, 'GET /orders')),
          ),
      ],
    },
  }),
  'cache.cross-tenant': eachRecord('cache', `${one}-1`, (look) =>
    look.event === 'hit' && look.requestId === 200 ? { ...look, tenant: 'mallory' } : look,
  ),
  'cache.staleness': eachRecord('cache', `${one}-1`, (look) =>
    look.event === 'stored' && look.requestId === 196 ? { ...look, lifeMs: 50 } : look,
  ),
  'circuit.breaker': eachRecord('gateway', `${one}-1`, (call) =>
    call.requestId === 3_001
      ? { ...call, receivedAtUs: 14 * second, endedAtUs: 14.1 * second }
      : call,
  ),
  'config.monotonic': alsoEvent('revision-applied', 20, {
    instance: two,
    detail: { revision: 2, checksum: 'sum-2' },
  }),
  'config.propagation': eachEvent((event) =>
    event.kind === 'revision-applied' && event.atUs === 8.5 * second && event.instance === two
      ? { ...event, atUs: 12 * second }
      : event,
  ),
  'config.rpo': alsoEvent('revision-published', 32, {
    source: 'management',
    detail: { number: 3, checksum: 'sum-3' },
  }),
  'drain.zero-loss': eachRecord('client', 'load', (request) =>
    request.requestId === 305
      ? { ...request, outcome: 'unknown', failure: 'reset', status: 0 }
      : request,
  ),
  'gateway.static-stability': eachRecord('client', 'load', (request) =>
    request.intendedAtUs > 22 * second && request.intendedAtUs < 26 * second
      ? { ...request, outcome: 'failed', status: 500 }
      : request,
  ),
  'rate.convergence': eachEvent((event) =>
    event.kind === 'counters-compared'
      ? { ...event, detail: { ...Object(event.detail), isEqual: false, differing: ['a#1 3 or 6'] } }
      : event,
  ),
  'rate.fairness': (run) =>
    eachRecord('gateway', `${one}-1`, (call) =>
      call.requestId > 2_000 && call.requestId < 2_000 + limit
        ? { ...call, subscription: 'bob' }
        : call,
    )(run),
  'rate.over-admission': ({ admission }) => {
    const [first] = admission[`${one}-1`] ?? []
    const more = Array.from({ length: 5 * limit }, (_call, index) => ({
      ...(first ?? failed()),
      requestId: 5_000 + index,
      atUs: 13.5 * second + index * 5_000,
    }))
    return {
      admission: { ...admission, [`${two}-1`]: [...(admission[`${two}-1`] ?? []), ...more] },
    }
  },
  'rate.region-independence': ({ admission }) => ({
    admission: { ...admission, [`${other}-1`]: (admission[`${other}-1`] ?? []).slice(-1) },
  }),
  'rate.under-admission': ({ admission }) => ({
    admission: { ...admission, [`${two}-1`]: (admission[`${two}-1`] ?? []).slice(0, 2) },
  }),
  'retry.safety': ({ backend }) => ({
    backend: {
      orders: [...(backend.orders ?? []), executedAgain(4_000, 15.5 * second, 'POST /orders')],
    },
  }),
}

/** Two checks that look at the same thing: what breaks the first breaks the second as well. */
const alsoBroken: Readonly<Record<string, readonly string[]>> = {
  'rate.region-independence': ['rate.under-admission'],
  'rate.under-admission': ['rate.region-independence'],
}

function failed(): never {
  throw new Error('the sound run has no admissions')
}

test('every check has a mutation that it must find', () => {
  expect(Object.keys(mutations).toSorted()).toEqual(names.toSorted())
})

test('of a sound run every check is claimed, and holds', async () => {
  const judged = await judgedChecks(soundRun)
  expect(judged.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(judged.map(({ name }) => name)).toEqual(names)
})

test('of a run in which nothing happened no check is claimed', async () => {
  const judged = await judgedChecks({ manifest: { ...manifest, faults: [] } })
  expect(judged.filter(({ verdict }) => verdict !== 'not-claimed')).toEqual([])
})

test.each(names)('%s breaks by its mutation, and no other check does', async (name) => {
  const judged = await judgedChecks({ ...soundRun, ...mutations[name]?.(soundRun) })
  const broken = judged.filter(({ verdict }) => verdict === 'broken')
  expect(broken.map((one) => one.name).toSorted()).toEqual(
    [name, ...(alsoBroken[name] ?? [])].toSorted(),
  )
  expect(broken.find((one) => one.name === name)?.first?.what).toMatch(/\w/)
})

test('the instance that leaves had requests on its way out', () => {
  expect(soundRun.gateway[`${leaving}-1`]?.length).toBeGreaterThan(10)
})
