import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GatewayRecord } from '../../../ledger/records.ts'
import { attributionOf } from '../../../reports/attribution.ts'
import { reconcile } from '../../../reports/reconcile/reconcile.ts'
import { type StatusMaker, statusMakers, statusOriginsOf } from '../../../reports/status-makers.ts'
import { RunStore } from '../../../reports/store/store.ts'
import { clientBase, gatewayBase, manifest, second, writeRun } from './run-folder.ts'
import { zoneDownRun } from './zone-down-run.ts'

const instance = 'westeurope-1-u1-a'
const noBackend = { backendAttempts: 0, backendStatus: 0, backendUs: 0 } as const

/** An answer as whoever made it leaves it in the gateway's ledger; the edge leaves nothing. */
const made: Readonly<Record<StatusMaker, (status: number) => Partial<GatewayRecord> | undefined>> =
  {
    edge: () => undefined,
    gateway: (status) => {
      return { ...noBackend, status, layer: 'gateway', policy: `policy-${status}`, scope: 'api' }
    },
    'backend leg': (status) => {
      const leg = { ...noBackend, backendAttempts: 1, layer: 'gateway', scope: 'api' } as const
      return { ...leg, status, policy: 'forward-request' }
    },
    backend: (status) => ({ status, layer: 'backend', backendStatus: status }),
  }

const answer = fc.record({
  maker: fc.constantFrom(...statusMakers),
  status: fc.constantFrom(401, 403, 404, 429, 500, 502, 503, 504),
  // Before the fault, during it and after it.
  atS: fc.constantFrom(2, 15, 35),
})

test('whatever the answers, each is laid to who made it, once, and with a cause', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 60 }), async (answers) => {
      const at = (atS: number) => manifest.loadStartUs + atS * second
      const client = answers.map(({ status, atS }, index) => {
        const times = { intendedAtUs: at(atS), firedAtUs: at(atS), dispatchedAtUs: at(atS) }
        const outcome = [401, 403, 429].includes(status) ? 'rejected' : 'failed'
        const ended = { endedAtUs: at(atS) + 9_000, status, outcome } as const
        return { ...clientBase, ...times, ...ended, requestId: index + 1 }
      })
      const gateway = answers.flatMap(({ maker, status, atS }, index) => {
        const record = made[maker](status)
        if (record === undefined) return []
        const times = { receivedAtUs: at(atS) + 1_000, endedAtUs: at(atS) + 8_000 }
        return [{ ...gatewayBase, ...times, ...record, requestId: index + 1 }]
      })
      const content = { manifest, events: zoneDownRun(1, 1).events, client: { a: client } }
      const folder = writeRun({ ...content, gateway: { [`${instance}-1`]: gateway } })
      await using store = await RunStore.open(folder)
      rmSync(folder, { recursive: true })
      await reconcile(store)
      const blames = await attributionOf(store)
      for (const { status, made: counts } of statusOriginsOf(blames)) {
        for (const maker of statusMakers) {
          const expected = answers.filter((one) => one.status === status && one.maker === maker)
          expect([status, maker, counts[maker]]).toEqual([status, maker, expected.length])
        }
      }
      // An answer that the edge made while nothing was wrong has no witness but its client.
      const untold = blames.filter(
        ({ cause, layer }) => cause === 'unexplained' && layer !== 'edge',
      )
      expect(untold).toEqual([])
      expect(
        blames.every(
          ({ cause, fault }) => cause !== 'side effect of the fault' || fault === 'zone-down#1',
        ),
      ).toBe(true)
    }),
    { numRuns: 6, seed: 7 },
  )
})

test('the statuses that everybody asks about are told also where there were none', () => {
  const origins = statusOriginsOf([])
  expect(origins.map(({ status }) => status)).toEqual([401, 403, 429, 500, 502, 503, 504])
})

test('a 429 of the gateway names the policy and its scope', () => {
  const blame = {
    layer: 'gateway',
    outcome: 'rejected',
    cause: 'limit',
    confidence: 'certain',
  } as const
  const origins = statusOriginsOf([
    { ...blame, policy: 'rate-limit', scope: 'product', status: 429, count: 3 },
    { ...blame, policy: 'quota', scope: 'product', status: 429, count: 4 },
  ])
  expect(origins.find(({ status }) => status === 429)).toMatchObject({
    made: { gateway: 7, backend: 0 },
    policies: [
      { policy: 'quota', count: 4 },
      { policy: 'rate-limit', count: 3 },
    ],
  })
})
