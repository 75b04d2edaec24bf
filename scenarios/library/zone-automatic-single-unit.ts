import { defineScenario } from '../define.ts'

/**
 * One unit of Premium is two instances, which automatic placement puts into two zones: when one of
 * these is lost the unit serves on, at half of what it carries. So half has to be enough: with
 * `--set load.ratePerS=100` the drill fails, for one instance carries 70 requests/s.
 */
export default defineScenario({
  name: 'zone-automatic-single-unit',
  description: 'The zone of one of the two instances of a single unit is lost; the other serves on',
  tags: ['zone', 'automatic', 'capacity', 'reliability'],
  claim: {
    says: 'A unit is two compute resources; those of a single unit are placed in two zones, and no downtime is expected when one zone is lost: the unit goes on at reduced capacity.',
    source: 'Reliability in Azure API Management: Automatic availability zone support',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'The zone of the second instance loses power for 10 s; a unit carries 140 requests/s.',
    measured:
      'Availability at 45 requests/s, which one instance carries alone, and the seconds until users are served as before.',
    failureMeans: 'Both instances stood in one zone, or the load needs more than half of the unit.',
    change:
      'Leave zone placement to the platform, and keep a single unit under 40 % of its capacity; else add a unit.',
    breaks: ['availability >= 90%', 'recovery < 8s'],
    twin: {
      what: 'Zonal: both instances of the unit stand in the zone that is lost.',
      set: { 'topology.redundancy': 'zonal' },
    },
    checklist: ['RE:05', 'RE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    // Only read when redundancy is zonal: the twin.
    zonalIn: 2,
    regions: { westeurope: { zones: 3, units: 1 } },
    capacity: { perUnitRps: 140, queueMs: 500 },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 45,
    durationS: 28,
    connections: 12,
    deadlineMs: 1_000,
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 8, durationS: 10 }],
  objectives: [
    'availability >= 90%',
    'availability >= 99% before fault',
    'availability >= 99% after fault',
    'recovery < 8s',
    'lost(config) = 0',
  ],
})
