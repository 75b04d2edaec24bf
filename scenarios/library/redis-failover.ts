import { defineScenario } from '../define.ts'

/**
 * The primary of the external cache dies and its replica takes over some seconds later. In between
 * nothing is found in the cache: every request goes to the backend, and none may fail for it.
 */
export default defineScenario({
  name: 'redis-failover',
  description: 'The Redis of the external cache fails over to its replica under load',
  tags: ['cache', 'redis', 'failover'],
  claim: {
    says: 'When the cache cannot be reached requests go on as if nothing were in it; what is behind must then carry them.',
    source: 'Use an external Redis-compatible cache in Azure API Management; cache-lookup policy',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-cache-external',
    injected:
      'The primary of the Redis dies 7 s into the load; its replica serves 4 s later, with what it had heard.',
    measured:
      'Availability while nothing is found in the cache, calls at the backend for each request, and whether the cache is warm again after it.',
    failureMeans:
      'The backend was sized for what the cache leaves over: for as long as a failover takes it drowns.',
    change:
      'Size the backend, or limit calls behind the cache lookup, for a cache that is away; keep failovers short.',
    breaks: ['availability >= 95% during fault'],
    twin: {
      what: 'A backend of two calls at a time: enough beside a cache, and a fifth of what comes without.',
      set: { 'backends.orders.capacity.concurrent': 2 },
    },
    checklist: ['RE:05', 'RE:07', 'PE:05'],
  },
  topology: { tier: 'premium', regions: { westeurope: { zones: 2, units: 2 } } },
  redis: { replica: true },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  // Of 100 ms each: 200 calls/s, and 20 in the twin.
  backends: {
    orders: { latencyMs: 100, spread: 0, bodyBytes: 512, capacity: { concurrent: 20, queue: 20 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 100,
    durationS: 28,
    // Ten products, each kept for 5 s: two calls/s at the backend while the cache is there.
    operations: [{ name: 'cached GET', path: '/catalog/{id:1..10}', subscription: 'contoso' }],
    connections: 48,
    deadlineMs: 3_000,
  },
  faults: [{ kind: 'redis-failover', outageMs: 4_000, atS: 7, durationS: 10 }],
  objectives: [
    'availability >= 99% before fault',
    'availability >= 95% during fault',
    'availability >= 99% after fault',
    'p99(latency) < 1500ms after fault',
  ],
})
