import { defineScenario } from '../define.ts'

/**
 * One zone's holders of counters no longer hear the other two, while clients reach them all: each
 * side admits the whole limit, and never more than that; healed, they agree within seconds, and
 * nobody is turned away because of calls that were counted twice.
 */
export default defineScenario({
  name: 'counters-partitioned',
  description: 'The counters of one zone are cut off from the others under load, and meet again',
  tags: ['counters', 'partition', 'rate-limit'],
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 3, units: 3 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: {
      'orders.contoso.example': 'orders',
      'login.contoso.example': 'identity',
      '*': 'orders',
    },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0' },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 44,
    connections: 32,
    operations: [
      // 20 calls in 10 s are allowed: each side is full long before its window has moved on.
      { name: 'limited GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'fabrikam' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  // Longer than the window of 10 s, so that what each side admits alone is seen whole.
  faults: [{ kind: 'counter-partition', zone: 2, atS: 12, durationS: 14 }],
  objectives: [
    'availability >= 99.5%',
    'p99(latency) < 250ms during fault',
    'over_admission <= bound',
  ],
  checks: { require: ['rate.over-admission', 'rate.under-admission', 'rate.convergence'] },
})
