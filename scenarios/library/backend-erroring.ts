import { defineScenario } from '../define.ts'

/**
 * A backend answers 500 to everything for a while. Circuits open and keep calls from it; they close by
 * their time, without a trial call, so that how long they trip is how long users wait for nothing.
 */
export default defineScenario({
  name: 'backend-erroring',
  description: 'A backend fails, circuits open, and close again soon after it is well',
  tags: ['backend', 'circuit-breaker', 'reliability'],
  claim: {
    says: 'While a circuit is open no call is sent to the backend and callers get 503; after the trip duration it resets and traffic resumes.',
    source: 'Backends in API Management: Circuit breaker',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/backends',
    injected: 'The backend answers 500 to every call for 6 s.',
    measured: 'Calls that passed an open circuit, and availability once the backend is well again.',
    failureMeans:
      'Users went without a backend that was well: circuits stayed open long after it had recovered.',
    change:
      'Trip for seconds, or accept the Retry-After of the backend; the portal proposes an hour.',
    breaks: ['availability >= 70% after fault'],
    twin: {
      what: 'Circuits trip for an hour, as the portal proposes: the backend is well, and nobody may call it.',
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
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 22,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    operations: [{ name: 'GET', path: '/stock/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [
    { kind: 'backend-errors', backend: 'shop', share: 1, status: 500, atS: 6, durationS: 6 },
  ],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 70% after fault',
    'p95(latency) < 1200ms before fault',
  ],
  checks: { require: ['circuit.breaker'] },
})
