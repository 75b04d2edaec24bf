import type { BackendAnswer } from '../../gateway/backends/call.ts'
import { newCacheStore } from '../../gateway/cache/cache-store.ts'
import { regionCache } from '../../gateway/cache/region-cache.ts'
import type { Clock } from '../../gateway/clock.ts'
import { newConcurrency } from '../../gateway/counters/concurrency.ts'
import type { Counters, LimitOf } from '../../gateway/counters/counters.ts'
import { replicatedCounters } from '../../gateway/counters/replicated-counters.ts'
import { bodyOfText } from '../../gateway/pipeline/body.ts'
import { newResponse } from '../../gateway/pipeline/response.ts'
import type { Policy } from '../../gateway/policy/define-policy.ts'
import type { Tools } from '../../gateway/policy/tools.ts'
import { ignoredMetrics } from '../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../gateway/telemetry/event-sink.ts'
import { type ClockUs, clockSince, newEpochNs } from '../../ledger/clock.ts'
import type { RevisionContent } from '../../ledger/revision.ts'

export const runId = '00000000000be4c5'

/** What policies are lent: real counters and caches; waits and answers that take no time. */
export function benchTools(): Tools {
  const clock = promptClock(clockSince(newEpochNs()))
  const nowMs = () => clock.nowUs() / 1_000
  const forward = () => Promise.resolve(answer())
  const none = () => Promise.reject(new Error('no issuer in this bench'))
  return {
    clock,
    counters: roomyCounters(replicatedCounters({ holder: 'bench#1', runId })),
    concurrency: newConcurrency(),
    cache: regionCache({
      self: 'bench',
      store: newCacheStore({ nowMs }),
      peers: {
        alivePeers: () => [],
        askEntry: () => Promise.resolve(undefined),
        tellEntry: () => undefined,
      },
      nowMs,
    }),
    backends: { forward, send: forward, sendTo: forward, hasEntity: () => true },
    openId: { issuerOf: none, pullAgain: () => Promise.resolve(undefined) },
    accessTokens: { tokenFor: none },
    events: closedSink,
    customMetrics: ignoredMetrics,
  }
}

/** Time goes on as it does, but nobody has to wait for it. */
function promptClock(nowUs: ClockUs): Clock {
  return {
    nowUs,
    unixMs: () => 1_700_000_000_000 + nowUs() / 1_000,
    after(_delayMs, call) {
      let isOff = false
      queueMicrotask(() => {
        if (!isOff) call()
      })
      return () => {
        isOff = true
      }
    },
  }
}

/** Limits that are never reached: what is measured is a call that is let in. */
function roomyCounters(counters: Counters): Counters {
  const roomy = <Of extends LimitOf>(of: Of): Of => ({ ...of, limit: Number.MAX_SAFE_INTEGER })
  return {
    rate: (of) => counters.rate(roomy(of)),
    slidingWindow: (of) => counters.slidingWindow(roomy(of)),
    fixedWindow: (of) => counters.fixedWindow(roomy(of)),
  }
}

function answer(): BackendAnswer {
  return { kind: 'answer', response: smallJson() }
}

export function smallJson() {
  const response = newResponse(200)
  response.headers.set('Content-Type', 'application/json')
  response.body = bodyOfText('{"id":7,"name":"a small thing","price":1.5}')
  return response
}

/** One API with one operation, whose only policy of its own is this one, where it may stand. */
export function contentWith(policy: Policy, xml: string): RevisionContent {
  const section = policy.sections[0] ?? 'inbound'
  const scope = policy.scopes?.[0] ?? 'operation'
  const own = {
    policy: {
      file: `${policy.name}.xml`,
      xml: `<policies><${section}>${xml}</${section}></policies>`,
    },
  }
  const at = (wanted: string) => (scope === wanted ? own : {})
  return {
    source: 'bench',
    ...(scope === 'global' ? { globalPolicy: own.policy } : {}),
    apis: [
      {
        id: 'orders',
        name: 'Orders',
        path: 'orders',
        revision: '1',
        isCurrent: true,
        isSubscriptionRequired: true,
        subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
        subscriptionKeyQuery: 'subscription-key',
        operations: [
          {
            id: 'item',
            name: 'Item',
            method: 'GET',
            urlTemplate: '/item',
            examples: { path: {}, query: {} },
            ...at('operation'),
          },
        ],
        ...at('api'),
      },
    ],
    products: [
      {
        id: 'starter',
        name: 'Starter',
        isPublished: true,
        isSubscriptionRequired: true,
        apiIds: ['orders'],
        ...at('product'),
      },
    ],
    subscriptions: [
      {
        id: 'alice',
        name: 'alice',
        scope: { kind: 'all' },
        state: 'active',
        primaryKey: 'one',
        secondaryKey: 'two',
        mayTrace: false,
      },
    ],
    backends: [],
    namedValues: [],
    fragments: [{ id: 'forward-context', policy: { file: 'fragment.xml', xml: '<fragment />' } }],
    versionSets: [],
  }
}
