import { defineScenario } from '../define.ts'

/**
 * Every entry of the cache expires at the same moment, again and again, under callers who all want the
 * same. A limit behind the lookup bounds the stampede.
 */
export default defineScenario({
  name: 'cache-stampede',
  description: 'All that is cached expires at once, again and again; a limit bounds the stampede',
  tags: ['cache', 'backend'],
  claim: {
    says: 'A rate limit right after the lookup keeps calls from overloading the backend when the cache is not available. Our inference: the same holds for entries that expire together and send their callers to the backend together.',
    source: 'Azure API Management policy reference - cache-lookup',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/cache-lookup-policy',
    injected: 'Every entry of the internal cache expires each second, for 8 s.',
    measured: 'Availability and latency of calls that were let through.',
    failureMeans: 'Entries that expired together overran the backend.',
    change: 'Limit the rate right behind cache-lookup, and let durations differ.',
    breaks: ['availability >= 97% during fault'],
    twin: {
      what: 'No limit behind the lookup: the backend gets each stampede whole.',
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
    shop: { latencyMs: 40, spread: 0.2, bodyBytes: 256, capacity: { concurrent: 2, queue: 200 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 90,
    durationS: 22,
    warmUpS: 2,
    connections: 256,
    deadlineMs: 2_000,
    operations: [{ name: 'cached GET', path: '/catalog/{id:1..100}', subscription: 'shop' }],
  },
  faults: [{ kind: 'cache-stampede', everyMs: 1_000, atS: 6, durationS: 8 }],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 97% during fault',
    'p95(latency) < 1200ms during fault',
    'availability >= 97% after fault',
  ],
})
