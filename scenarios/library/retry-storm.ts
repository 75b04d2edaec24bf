import { defineScenario } from '../define.ts'

/**
 * A backend fails, and every client tries again. With a budget the retries stay a tenth of the requests;
 * without one the backend that is in trouble gets four times the load.
 */
export default defineScenario({
  name: 'retry-storm',
  description:
    'A backend fails, and clients try again: within a budget, so that they add a tenth and no storm',
  tags: ['retry', 'backend', 'clients', 'reliability'],
  claim: {
    says: 'Clients that retry without a limit hold back the recovery of a service in trouble: bound how often they try, wait longer each time, and give up.',
    source: 'Retry Storm antipattern (Azure Architecture Center)',
    url: 'https://learn.microsoft.com/en-us/azure/architecture/antipatterns/retry-storm/',
    injected: 'The backend answers 503 to every call for 6 s, and clients try up to four times.',
    measured: 'Attempts for each request while it fails, and availability after it.',
    failureMeans: 'Clients multiplied the load on a backend that was in trouble.',
    change:
      'Give clients a retry budget, exponential backoff with jitter, and let them obey Retry-After.',
    breaks: ['amplification <= 1.5 during fault'],
    twin: {
      what: 'Clients without a budget, who try four times at once: four attempts for each request.',
      set: { 'load.populations[0].retry': { policy: 'immediate', attemptsMax: 4 } },
    },
    checklist: ['RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: { config: '../configs/shielded', hosts: { '*': 'shop' } },
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 50,
    durationS: 19,
    warmUpS: 2,
    connections: 64,
    deadlineMs: 2_000,
    populations: [
      {
        name: 'apps',
        retry: { policy: 'backoff', attemptsMax: 4, budget: { ratio: 0.1, minPerS: 1, burst: 10 } },
      },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [
    { kind: 'backend-errors', backend: 'shop', share: 1, status: 503, atS: 6, durationS: 6 },
  ],
  objectives: [
    'availability >= 98% before fault',
    'p95(latency) < 1200ms before fault',
    'amplification <= 1.1 before fault',
    'amplification <= 1.5 during fault',
    'availability >= 98% after fault',
  ],
})
