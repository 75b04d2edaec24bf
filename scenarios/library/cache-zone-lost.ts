import { defineScenario } from '../define.ts'

/**
 * The share of the internal cache that a zone holds is lost. What was there is fetched anew; a limit behind
 * the lookup bounds what comes to the backend.
 */
export default defineScenario({
  name: 'cache-zone-lost',
  description:
    'The share of the cache that a zone holds is lost; the backend is kept from its misses',
  tags: ['cache', 'zone', 'backend'],
  claim: {
    says: 'Entries of the internal cache are distributed among zones, and some or all may be lost with a zone; a read that finds nothing fails no call.',
    source:
      'Reliability in Azure API Management: Behavior during a zone failure; Add caching to improve performance in Azure API Management',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'The share of the cache that zone 2 holds is lost, and nothing is kept there for 8 s; the backend carries 40 calls/s of the 120 that come.',
    measured:
      'Availability and latency of calls that were let through, and calls of the backend per lost answer.',
    failureMeans: 'The loss of half a cache took the backend along.',
    change:
      'Limit the rate right behind cache-lookup, and size the backend for the loss of a zone of the cache.',
    breaks: ['availability >= 97% during fault'],
    twin: {
      what: 'No limit behind the lookup: the queue of the backend grows past the patience of callers.',
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
    shop: { latencyMs: 50, spread: 0.2, bodyBytes: 256, capacity: { concurrent: 2, queue: 200 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 120,
    durationS: 22,
    warmUpS: 2,
    connections: 256,
    deadlineMs: 2_000,
    operations: [{ name: 'cached GET', path: '/catalog/{id:1..50}', subscription: 'shop' }],
  },
  faults: [{ kind: 'cache-zone-lost', zone: 2, atS: 6, durationS: 8 }],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 97% during fault',
    'p95(latency) < 1200ms during fault',
    'availability >= 97% after fault',
  ],
})
