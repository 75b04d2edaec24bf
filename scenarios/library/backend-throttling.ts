import { defineScenario } from '../define.ts'

/**
 * The preferred member of a pool answers 429 with Retry-After. The circuit stays open for as long as it
 * asks for, and the other member serves; without a breaker callers get the 429.
 */
export default defineScenario({
  name: 'backend-throttling',
  description:
    'A backend throttles with Retry-After; its circuit obeys, and the other member serves',
  tags: ['backend', 'pool', 'circuit-breaker', 'throttling'],
  claim: {
    says: 'A circuit breaker may count 429 as a failure and stay open for as long as the Retry-After of the backend asks.',
    source: 'Backends in API Management: Circuit breaker',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/backends',
    injected: 'The preferred of two members answers 429 with Retry-After: 2 to every call for 7 s.',
    measured: 'The share of requests that callers see refused.',
    failureMeans: 'Callers were refused for the limit of one backend, while another one had room.',
    change:
      'Count 429 in the circuit breaker, set acceptRetryAfter, and put a second member into the pool.',
    breaks: ['rejected <= 5% during fault'],
    twin: {
      what: 'Members without circuit breakers: every 429 of the preferred one goes to the caller.',
      set: { 'gateway.config': '../configs/bare' },
    },
    checklist: ['RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  gateway: {
    config: '../configs/shielded',
    hosts: {
      'payments-first.contoso.example': 'first',
      'payments-second.contoso.example': 'second',
      '*': 'first',
    },
  },
  backends: {
    first: { latencyMs: 10, spread: 0.3, bodyBytes: 256 },
    second: { latencyMs: 20, spread: 0.3, bodyBytes: 256 },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 19,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    operations: [{ name: 'GET', path: '/payments/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [
    { kind: 'backend-throttle', backend: 'first', share: 1, retryAfterS: 2, atS: 6, durationS: 7 },
  ],
  objectives: [
    'rejected <= 1% before fault',
    'p95(latency) < 1200ms before fault',
    'rejected <= 5% during fault',
    'availability >= 98% during fault',
    'availability >= 98% after fault',
  ],
})
