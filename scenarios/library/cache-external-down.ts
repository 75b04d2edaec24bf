import { defineScenario } from '../define.ts'

/**
 * The Redis behind the cache is gone, and all it kept. A read that fails is a miss; a rate limit behind the
 * lookup keeps the misses from a backend that was never meant to carry them.
 */
export default defineScenario({
  name: 'cache-external-down',
  description:
    'The external cache is gone; a limit behind the lookup keeps its misses from the backend',
  tags: ['cache', 'redis', 'backend', 'reliability'],
  claim: {
    says: 'A call does not fail because the cache is out of reach: its read finds nothing. A rate limit right after the lookup keeps calls from overloading the backend then.',
    source:
      'Add caching to improve performance in Azure API Management; Azure API Management policy reference - cache-lookup',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-cache',
    injected:
      'The Redis of the region dies for 8 s, and comes back empty; the backend carries 50 calls/s of the 80 that come.',
    measured: 'Availability and latency of calls that were let through.',
    failureMeans: 'The loss of the cache took the backend along.',
    change:
      'Limit the rate right behind cache-lookup, and size the backend for a while without the cache.',
    breaks: ['availability >= 97% during fault'],
    twin: {
      what: 'No limit behind the lookup: all that the cache answered comes to the backend, whose queue grows past the patience of callers.',
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
  redis: {},
  backends: {
    shop: { latencyMs: 40, spread: 0.2, bodyBytes: 256, capacity: { concurrent: 2, queue: 200 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 22,
    warmUpS: 2,
    connections: 256,
    deadlineMs: 2_000,
    operations: [{ name: 'cached GET', path: '/catalog/{id:1..50}', subscription: 'shop' }],
  },
  faults: [{ kind: 'redis-down', atS: 6, durationS: 8 }],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 97% during fault',
    'p95(latency) < 1200ms during fault',
    'availability >= 97% after fault',
  ],
})
