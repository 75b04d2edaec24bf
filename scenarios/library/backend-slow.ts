import { defineScenario } from '../define.ts'

/**
 * A part of the calls to a backend takes seconds. The gateway waits a quarter of a second, asks again,
 * and callers notice little; a gateway that waits as long as it is allowed to lets them go away first.
 */
export default defineScenario({
  name: 'backend-slow',
  description:
    'A part of the calls to a backend takes seconds; who waits for each of them loses the caller',
  tags: ['backend', 'timeout', 'retry', 'reliability'],
  claim: {
    says: 'A response is waited for up to 300 s unless forward-request says otherwise, and retry tries again. Our inference: a timeout shorter than the patience of callers, with a retry of what may be repeated, hides transient slowness.',
    source:
      'Azure API Management policy reference - forward-request; Azure API Management policy reference - retry',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/forward-request-policy',
    injected: 'One call in five to the backend takes 3 s longer, for 7 s.',
    measured: 'Availability and latency as callers see them, who give up after 2 s.',
    failureMeans:
      'Slow calls held callers until they gave up: the gateway waited longer than they do, or did not try again.',
    change:
      'Set timeout-ms of forward-request below what callers wait, and wrap it in a retry for methods that may be repeated.',
    breaks: ['availability >= 96% during fault'],
    twin: {
      what: 'The default timeout of 300 s and no retry: one call in five runs into the deadline of its caller.',
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
    durationS: 19,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    operations: [{ name: 'GET', path: '/quotes/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [
    { kind: 'backend-slow', backend: 'shop', share: 0.2, addedMs: 3_000, atS: 6, durationS: 7 },
  ],
  objectives: [
    'availability >= 98% before fault',
    'availability >= 96% during fault',
    'p95(latency) < 1200ms during fault',
    'availability >= 98% after fault',
  ],
})
