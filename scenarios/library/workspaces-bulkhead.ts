import { defineScenario } from '../define.ts'

/**
 * A team floods its own APIs. On a workspace gateway of its own it hurts itself alone; on the gateway of
 * all it takes the capacity of all.
 */
export default defineScenario({
  name: 'workspaces-bulkhead',
  description:
    'A team overloads its gateway; a workspace gateway of its own keeps the others out of it',
  tags: ['workspace', 'bulkhead', 'capacity'],
  claim: {
    says: 'A workspace gateway isolates what runs on it and scales by units of its own, while those who share a gateway share its resources.',
    source: 'Federated API management with workspaces: Workspace gateway',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/workspaces-overview',
    injected:
      'A team sends 80 requests/s more for 7 s, where a unit carries 60; the shop sends 25 to the gateway of the service.',
    measured: 'Availability and latency of the shop.',
    failureMeans: 'The load of one team took the capacity of others.',
    change: 'Give a team whose load may grow a workspace gateway of its own, or limit its rate.',
    breaks: ['availability >= 97% during fault for population shop'],
    twin: {
      what: 'Both are served by the units of the service.',
      set: { 'load.populations[1].enters': 'westeurope' },
    },
    checklist: ['RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
    capacity: { perUnitRps: 60, queueMs: 1_000 },
    workspaces: [{ name: 'team', units: 1 }],
  },
  gateway: { config: '../configs/shielded', hosts: { '*': 'shop' } },
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 30,
    durationS: 18,
    warmUpS: 2,
    connections: 160,
    deadlineMs: 2_000,
    populations: [
      { name: 'shop', share: 5 },
      { name: 'team', share: 1, enters: 'team' },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [{ kind: 'client-burst', ratePerS: 80, population: 'team', atS: 6, durationS: 7 }],
  objectives: [
    'availability >= 97% before fault for population shop',
    'availability >= 97% during fault for population shop',
    'p95(latency) < 1200ms during fault for population shop',
  ],
})
