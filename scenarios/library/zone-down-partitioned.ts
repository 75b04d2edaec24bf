import { defineScenario } from '../define.ts'

/**
 * Two things at once: the counters of one zone no longer hear the others, and then another zone
 * loses power. What is left serves all, each side of the cut admits no more than its limit, and once
 * the zone is back and the cut is healed they agree again.
 */
export default defineScenario({
  name: 'zone-down-partitioned',
  description: 'A zone loses power while the counters of the other two do not hear each other',
  tags: ['zone', 'counters', 'partition', 'compound'],
  claim: {
    says: 'Rate limits are never completely accurate, and counters may be out of date in the zones that a lost one leaves. Our inference: what is admitted stays within what replication explains.',
    source:
      'Azure API Management policy reference - rate-limit; Reliability in Azure API Management: Behavior during a zone failure',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/rate-limit-policy',
    injected: 'Counters of zone 3 are cut off for 20 s; 4 s later zone 2 loses power for 8 s.',
    measured:
      'Calls admitted beyond the limit against its bound, agreement after the cut, availability and recovery.',
    failureMeans:
      'Limits let through more than once for each side of the cut, or users were out though a zone was left that is well.',
    change:
      'Set limits so that the backend bears them once for every side of a cut; spread units over zones.',
    breaks: ['over_admission <= 150%'],
    twin: {
      what: 'Zones hear of each other after 8 s in the place of a tenth: each of the three admits the whole limit, in the place of each side of the cut.',
      set: { 'timing.replicationBetweenZonesMs': 8_000 },
    },
    checklist: ['RE:05', 'SE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 3, units: 3 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 100,
    durationS: 44,
    connections: 32,
    deadlineMs: 1_000,
    operations: [
      // 20 calls in 10 s are allowed: each side is full long before its window has moved on.
      { name: 'limited GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'fabrikam' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [
    {
      atS: 8,
      parallel: {
        steps: [
          { kind: 'counter-partition', zone: 3, durationS: 20 },
          // The cut is there and proven, and the zone is back before it heals: each is seen alone too.
          { kind: 'zone-down', zone: 2, afterS: 4, durationS: 8 },
        ],
      },
    },
  ],
  objectives: [
    'availability >= 98%',
    'availability >= 99% before fault',
    'p99(latency) < 250ms before fault',
    'recovery < 10s',
    'lost(config) = 0',
    'over_admission <= bound',
    // Two sides of the cut admit the limit each; the rest is what is on its way between them.
    'over_admission <= 150%',
  ],
  checks: { require: ['rate.over-admission', 'rate.convergence'] },
})
