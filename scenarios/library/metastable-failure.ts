import { defineScenario } from '../define.ts'

/**
 * A backend is slow for four seconds, and is overloaded ever after: what clients try again keeps its queue
 * longer than they wait, so that all its work is for callers who have gone. With a retry budget it recovers.
 */
export default defineScenario({
  name: 'metastable-failure',
  description:
    'A short slowness must not outlive itself: retries within a budget let the queue drain',
  tags: ['retry', 'backend', 'clients', 'metastable'],
  claim: {
    says: 'Frequent retries put more load on a service that tries to recover, and may make its trouble worse. Our inference: a failure may so outlast what triggered it, until retries are limited.',
    source: 'Retry Storm antipattern (Azure Architecture Center)',
    url: 'https://learn.microsoft.com/en-us/azure/architecture/antipatterns/retry-storm/',
    injected:
      'The backend, which carries 80 calls/s and gets 50, takes four times as long for 4 s.',
    measured: 'Availability after the slowness is over.',
    failureMeans:
      'The service stayed down although nothing was wrong any more: only less load would have ended it.',
    change: 'Give clients a retry budget, and keep queues shorter than what callers wait.',
    breaks: ['availability >= 55% after fault'],
    twin: {
      what: 'Clients without a budget, who try four times: the backend works for callers who have gone.',
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
  backends: {
    shop: {
      latencyMs: 50,
      spread: 0.1,
      bodyBytes: 256,
      capacity: { concurrent: 4, queue: 200 },
    },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 50,
    durationS: 26,
    warmUpS: 2,
    connections: 256,
    deadlineMs: 1_000,
    populations: [
      {
        name: 'apps',
        retry: { policy: 'backoff', attemptsMax: 4, budget: { ratio: 0.1, minPerS: 1, burst: 10 } },
      },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [{ kind: 'backend-slow', backend: 'shop', factor: 4, atS: 6, durationS: 4 }],
  objectives: [
    'availability >= 98% before fault',
    'p95(latency) < 900ms before fault',
    'availability >= 55% after fault',
  ],
})
