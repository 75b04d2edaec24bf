import { defineScenario } from '../define.ts'

/**
 * One zone of three loses power, and what a unit carries is limited: what is left has to be enough.
 * Here it is. With less for each unit (`--set topology.capacity.perUnitRps=90`) the same drill fails:
 * the two zones that are left answer late, and then 503.
 */
export default defineScenario({
  name: 'zone-down-n-minus-1',
  description:
    'One zone of three loses power; the capacity of the other two is enough for the load',
  tags: ['zone', 'capacity', 'reliability'],
  claim: {
    says: 'Nobody grants that lost capacity comes back elsewhere: provision so that the load is carried with one zone away.',
    source: 'Reliability in Azure API Management: Capacity planning and management',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected: 'Zone 2 of three loses power for 14 s, and lost units are not replaced.',
    measured:
      'Availability before, during and after, where a unit carries 200 requests/s and the load is 220.',
    failureMeans:
      'The zones that were left were too small for the load: what they cannot carry waits, then gets 503.',
    change:
      'Add units until all but one zone carry the peak; "gatedrill capacity --peak" says how many.',
    breaks: ['availability >= 95% during fault'],
    twin: {
      what: 'Units that carry 90 requests/s: three are enough for the load, two are not.',
      set: { 'topology.capacity.perUnitRps': 90 },
    },
    checklist: ['RE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 3, units: 3 } },
    capacity: { perUnitRps: 200, queueMs: 500 },
    // Regions short of capacity are why one over-provisions.
    backfill: { granted: false },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 220,
    durationS: 34,
    connections: 48,
    deadlineMs: 1_000,
    operations: [
      { name: 'cached GET', weight: 40, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 40, path: '/orders/{id:1..5000}', subscription: 'contoso' },
      {
        name: 'POST',
        weight: 20,
        method: 'POST',
        path: '/orders',
        body: '{"productId":{productId:1..50},"quantity":{quantity:1..5}}',
        subscription: 'contoso',
      },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 8, durationS: 14 }],
  objectives: [
    'availability >= 99.5% before fault',
    'availability >= 95% during fault',
    'availability >= 99% after fault',
    'recovery < 10s',
    'lost(config) = 0',
  ],
})
