import { defineScenario } from '../define.ts'

/**
 * A backend takes calls and never answers. A short timeout trips the circuit, and callers get the list
 * price at once; a gateway that waits holds every caller until they give up.
 */
export default defineScenario({
  name: 'backend-hanging',
  description:
    'A backend takes calls and never answers; a timeout, a circuit and a fallback keep callers served',
  tags: ['backend', 'timeout', 'circuit-breaker', 'fallback'],
  claim: {
    says: 'The gateway waits up to 300 s for the headers of a response unless forward-request says otherwise; circuit breakers may count failures by their reason, and on-error may answer in the place of the backend.',
    source:
      'Azure API Management policy reference - forward-request; Backends in API Management; Error handling in API Management policies',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/forward-request-policy',
    injected: 'The backend takes every call and answers none of them, for 7 s.',
    measured: 'Availability and latency as callers see them, who give up after 2 s.',
    failureMeans: 'Callers waited for a backend that hangs until they gave up.',
    change:
      'A timeout below the patience of callers, Timeout among the reasons of the circuit breaker, and a fallback in on-error.',
    breaks: ['availability >= 97% during fault'],
    twin: {
      what: 'The default timeout, no circuit and no fallback: every caller gives up.',
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
    ratePerS: 40,
    durationS: 19,
    warmUpS: 2,
    connections: 100,
    deadlineMs: 2_000,
    operations: [{ name: 'GET', path: '/prices/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [{ kind: 'backend-hang', backend: 'shop', share: 1, atS: 6, durationS: 7 }],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 97% during fault',
    'p95(latency) < 1200ms during fault',
    'availability >= 98% after fault',
  ],
})
