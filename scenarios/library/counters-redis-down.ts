import { defineScenario } from '../define.ts'

/**
 * The Redis that holders of counters meet in dies, and comes back empty. Each instance goes on by
 * what it had heard, so that each may admit the whole limit, and never more than that; when it is
 * back they tell it all they know, and agree again.
 */
export default defineScenario({
  name: 'counters-redis-down',
  description: 'Counters meet in a Redis that dies under load, and comes back with nothing',
  tags: ['counters', 'redis', 'rate-limit'],
  topology: { tier: 'premium', regions: { westeurope: { zones: 2, units: 2 } } },
  redis: {},
  counters: 'redis',
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 44,
    connections: 32,
    operations: [
      // 20 calls in 10 s are allowed: each instance is full long before its window has moved on.
      { name: 'limited GET', path: '/orders/{id:1..5000}', subscription: 'fabrikam' },
    ],
  },
  // Longer than the window of 10 s, so that what each admits alone is seen whole.
  faults: [{ kind: 'redis-down', atS: 12, durationS: 14 }],
  objectives: ['availability >= 99.5%', 'over_admission <= bound'],
  checks: { require: ['rate.over-admission', 'rate.under-admission', 'rate.convergence'] },
})
