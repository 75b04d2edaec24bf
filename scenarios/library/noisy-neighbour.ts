import { defineScenario } from '../define.ts'

/**
 * One subscription sends more than the backend has room for. A rate limit by subscription turns it
 * away, and the others notice nothing.
 */
export default defineScenario({
  name: 'noisy-neighbour',
  description: 'One subscription floods; its rate limit keeps the others served',
  tags: ['rate-limit', 'tenants', 'throttling'],
  claim: {
    says: 'What one tenant does may degrade the service for others, against which throttling helps. rate-limit counts by subscription: one that sends too much gets 429, and its neighbours do not.',
    source:
      'Noisy Neighbor antipattern (Azure Architecture Center); Azure API Management policy reference - rate-limit',
    url: 'https://learn.microsoft.com/en-us/azure/architecture/antipatterns/noisy-neighbor/noisy-neighbor',
    injected:
      'A partner sends 60 requests/s more for 7 s, to a backend that carries 50; the shop sends 25.',
    measured: 'Availability and latency of the shop alone.',
    failureMeans: 'One tenant took what was meant for all.',
    change:
      'Put a rate-limit on the product of partners, or rate-limit-by-key where subscriptions do not tell tenants apart.',
    breaks: ['availability >= 97% during fault for population shop'],
    twin: {
      what: 'A product without a rate limit: the queue of the backend is full of the calls of the partner.',
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
    ratePerS: 30,
    durationS: 18,
    warmUpS: 2,
    connections: 256,
    deadlineMs: 2_000,
    populations: [
      { name: 'shop', share: 5, credentials: { subscription: 'shop' } },
      { name: 'partner', share: 1, credentials: { subscription: 'partner' } },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}' }],
  },
  faults: [{ kind: 'client-burst', ratePerS: 60, population: 'partner', atS: 6, durationS: 7 }],
  objectives: [
    'availability >= 97% before fault for population shop',
    'availability >= 97% during fault for population shop',
    'p95(latency) < 1200ms during fault for population shop',
    'rejected <= 1% for population shop',
  ],
})
