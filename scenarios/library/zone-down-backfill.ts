import { defineScenario } from '../define.ts'

/**
 * What is left after the loss of a zone is too little for the load, and the platform replaces the
 * lost units in the other zone: users suffer until these serve. Nobody promises that it can; with
 * `--twin` the other zone has no capacity to give, and they suffer until the zone is back.
 */
export default defineScenario({
  name: 'zone-down-backfill',
  description: 'Too little is left after the loss of a zone, until lost units are replaced',
  tags: ['zone', 'capacity', 'reliability'],
  claim: {
    says: 'Lost units are filled in again in other zones on a best-effort basis: nobody guarantees that it succeeds.',
    source: 'Reliability in Azure API Management: Capacity planning and management',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Zone 2 of two loses power for 16 s. A unit carries 70 requests/s and the load is 100; lost units are replaced after 2 s.',
    measured:
      'The seconds until users are served as before, which is before the zone is back or not at all, and availability.',
    failureMeans:
      'The replacement was refused: capacity is short in a region just when many ask for it.',
    change:
      'Do not count on it: keep enough units for the peak with one zone away (the drill zone-down-n-minus-1).',
    breaks: ['recovery < 12s', 'availability >= 88%'],
    twin: {
      what: 'The zone that is left has no capacity to give, so that one unit carries what it can for as long as the zone is away.',
      set: { 'topology.backfill.granted': false },
    },
    checklist: ['RE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 2, units: 2 } },
    // A queue that a machine which stands still for a moment does not overflow.
    capacity: { perUnitRps: 70, queueMs: 600 },
    backfill: { granted: true, afterS: 2 },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 100,
    durationS: 28,
    deadlineMs: 1_000,
    // An open connection stays where it is: units that come get only what is new.
    populations: [{ name: 'shop', connections: 32, connectionMaxAgeS: 1.5 }],
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 6, durationS: 16 }],
  objectives: [
    'availability >= 88%',
    'availability >= 98% before fault',
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
