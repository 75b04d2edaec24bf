import { defineScenario } from '../define.ts'

/**
 * The preferred member of a pool fails. Its circuit opens, the pool takes the other member, and a retry
 * brings even the calls there that found out about it.
 */
export default defineScenario({
  name: 'backend-pool-failover',
  description:
    'The preferred member of a backend pool fails; its circuit opens and the other one serves',
  tags: ['backend', 'pool', 'circuit-breaker', 'reliability'],
  claim: {
    says: 'Members of a lower priority are used only when the circuits of all members of a higher one are open.',
    source: 'Backends in API Management: Load-balanced pool',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/backends',
    injected: 'The preferred of two members answers 503 to every call for 7 s.',
    measured: 'Availability during the fault, and whether any call passed an open circuit.',
    failureMeans: 'Calls went on to the member that failed although another one was well.',
    change:
      'Give every member of the pool a circuit breaker, and retry around forward-request: each try chooses a member anew.',
    breaks: ['availability >= 98% during fault', 'recovery < 5s'],
    twin: {
      what: 'Members without circuit breakers: nothing tells the pool that the preferred one fails.',
      set: { 'gateway.config': '../configs/bare' },
    },
    checklist: ['RE:05', 'RE:07'],
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
    { kind: 'backend-errors', backend: 'first', share: 1, status: 503, atS: 6, durationS: 7 },
  ],
  objectives: [
    'availability >= 98% before fault',
    'p95(latency) < 1200ms before fault',
    'availability >= 98% during fault',
    'recovery < 5s',
    'availability >= 98% after fault',
  ],
})
