import { defineScenario } from '../define.ts'

/**
 * A schedule of small faults, one after the other: a backend that turns slow again and again, then
 * an instance that crashes while the links to the backend are slow, then the loss of all that was
 * cached. None of them may cost more than the requests that it holds, and each is over when it ends.
 */
export default defineScenario({
  name: 'faults-in-turn',
  description:
    'A backend slow again and again, a crash behind slow links, a cache flushed: in turn',
  tags: ['schedule', 'backend', 'compound'],
  claim: {
    says: 'Transient faults are to be expected, and retries, limits, load balancing and circuit breakers are there against them. Our inference: one instance, a slow backend or a lost cache costs users little, and nothing stays.',
    source: 'Reliability in Azure API Management: Resilience to transient faults',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'In turn: a backend twice slow for 3 s, an instance of zone 2 crashed while links to the backend are slow, a cache flushed.',
    measured: 'Availability, p95 during and p99 after the faults, and recovery from each of them.',
    failureMeans:
      'A small fault took the service down with it: there was no other instance, or nothing that tries again.',
    change: 'Units in more than one zone, retries for what may be repeated, timeouts that fit.',
    breaks: ['availability >= 99%'],
    twin: {
      what: 'Zonal: both units stand in the zone whose instances crash.',
      set: { 'topology.redundancy': 'zonal' },
    },
    checklist: ['RE:07', 'RE:08'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    // Only read when redundancy is zonal: the twin.
    zonalIn: 2,
    regions: { westeurope: { zones: 2, units: 2 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 42,
    connections: 16,
    deadlineMs: 1_000,
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [
    {
      atS: 6,
      sequence: {
        gapS: 1,
        steps: [
          {
            repeat: {
              times: 2,
              everyS: 5,
              step: { kind: 'backend-slow', backend: 'orders', addedMs: 60, durationS: 3 },
            },
          },
          {
            parallel: {
              steps: [
                {
                  kind: 'link-latency',
                  from: 'instance',
                  to: 'backend',
                  latencyMs: 40,
                  durationS: 6,
                },
                { kind: 'unit-crash', zone: 2, afterS: 1, durationS: 3 },
              ],
            },
          },
          { kind: 'cache-flush', durationS: 1 },
        ],
      },
    },
  ],
  objectives: [
    'availability >= 99%',
    'availability >= 99% before fault',
    'p99(latency) < 250ms before fault',
    'p95(latency) < 500ms during fault',
    'p99(latency) < 250ms after fault',
    'recovery < 8s',
    'lost(config) = 0',
  ],
})
