import { defineScenario } from '../define.ts'

/**
 * Reports are slow and many. A limit on how many run at a time keeps the backend free for orders; without
 * it reports hold every worker.
 */
export default defineScenario({
  name: 'limit-concurrency-bulkhead',
  description: 'One slow operation must not hold the backend of all others: limit-concurrency',
  tags: ['bulkhead', 'backend', 'limit-concurrency'],
  claim: {
    says: 'limit-concurrency lets only so many requests run the policies in it at a time, and fails the others at once with 429. Our inference: that makes it a bulkhead for what they share.',
    source:
      'Azure API Management policy reference - limit-concurrency; Bulkhead pattern (Azure Architecture Center)',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/limit-concurrency-policy',
    injected:
      'Reports take 3 s longer for 7 s; each holds one of 8 workers of the backend meanwhile.',
    measured: 'Availability and latency of orders, which need the same workers.',
    failureMeans: 'One operation took what all others needed.',
    change:
      'Wrap forward-request of slow operations in limit-concurrency, below what the backend has workers for (counted for each instance).',
    breaks: ['availability >= 98% during fault for operation "order"'],
    twin: {
      what: 'No limit: reports hold every worker, and orders wait behind them.',
      set: { 'gateway.config': '../configs/bare' },
    },
    checklist: ['RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: { config: '../configs/shielded', hosts: { '*': 'shop' } },
  backends: {
    shop: { latencyMs: 20, spread: 0.2, bodyBytes: 256, capacity: { concurrent: 8, queue: 500 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 50,
    durationS: 19,
    warmUpS: 2,
    connections: 128,
    deadlineMs: 2_000,
    operations: [
      { name: 'order', path: '/orders/{id:1..5000}', subscription: 'shop', weight: 4 },
      { name: 'report', path: '/reports/{id:1..5000}', subscription: 'shop', weight: 1 },
    ],
  },
  faults: [
    {
      kind: 'backend-slow',
      backend: 'shop',
      operation: 'GET /reports/*',
      addedMs: 3_000,
      atS: 6,
      durationS: 7,
    },
  ],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 98% during fault for operation "order"',
    'p95(latency) < 1200ms during fault for operation "order"',
  ],
})
