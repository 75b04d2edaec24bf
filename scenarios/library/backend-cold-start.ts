import { defineScenario } from '../define.ts'

/**
 * A serverless backend ends its workers when nobody calls. The first calls after a pause wait for new ones;
 * a timeout shorter than a start turns the wait into failures.
 */
export default defineScenario({
  name: 'backend-cold-start',
  description: 'A serverless backend starts cold after each pause; timeouts leave it the time to',
  tags: ['backend', 'serverless', 'timeout'],
  claim: {
    says: 'A function app that has been idle for some minutes may be scaled to zero; the next call waits for a cold start. Our inference: timeouts have to allow for it.',
    source: 'Event-driven scaling in Azure Functions: Cold start',
    url: 'https://learn.microsoft.com/en-us/azure/azure-functions/event-driven-scaling',
    injected:
      'Calls come for 3 s and pause for 3 s; workers end after 1 s without a call, and a new one takes 1.2 s to start.',
    measured: 'Availability, as callers see it who wait 4 s.',
    failureMeans: 'Calls failed that would have been answered a second later.',
    change:
      'A timeout of forward-request longer than a cold start, or instances that are always ready.',
    breaks: ['availability >= 99%'],
    twin: {
      what: 'A timeout of 500 ms: each pause ends in failures.',
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
    shop: {
      latencyMs: 20,
      spread: 0.2,
      bodyBytes: 256,
      coldStart: { startMs: 1_200, keepWarmMs: 1_000 },
    },
  },
  load: {
    arrivals: 'on-off',
    onOff: { onS: 3, offS: 3 },
    ratePerS: 40,
    durationS: 18,
    warmUpS: 2,
    connections: 128,
    deadlineMs: 4_000,
    operations: [{ name: 'GET', path: '/jobs/{id:1..5000}', subscription: 'shop' }],
  },
  objectives: ['availability >= 99%', 'p99(latency) < 3500ms'],
})
