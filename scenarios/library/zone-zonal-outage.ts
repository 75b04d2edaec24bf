import { defineScenario } from '../define.ts'

/**
 * All units of a region stand in one zone by choice, and that zone is lost: users there are out
 * until it is back, which is why this drill is right when it fails. Its twin is the way out that
 * remains then: routing of one's own that sends the users of that region to another one.
 */
export default defineScenario({
  name: 'zone-zonal-outage',
  description: 'The zone that holds all units is lost; without failover the outage lasts as long',
  tags: ['zone', 'zonal', 'region', 'reliability'],
  claim: {
    says: 'A zonal instance is unavailable until its zone recovers; who needs more must notice it and fail over to an instance elsewhere by routing of their own.',
    source: 'Reliability in Azure API Management: Behavior during a zone failure',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Zone 1, which holds the only unit of westeurope, loses power for 16 s; northeurope is well.',
    measured:
      'Availability, and whether users are served again before the zone is back: within 12 s, which probes and DNS need.',
    failureMeans:
      'As documented: nothing else serves the users of a zonal instance. The twin must pass.',
    change:
      'Spread units over zones, or name a second region in the routing and keep a gateway there.',
    expect: 'fail',
    breaks: ['availability >= 68%', 'recovery < 12s'],
    twin: {
      what: 'The routing names a second region for the users of the first, and they are served there.',
      set: { 'edge.custom': { westeurope: ['westeurope', 'northeurope'] } },
    },
    checklist: ['RE:05', 'RE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: {
      westeurope: { zones: 3, units: 1, redundancy: 'zonal', zonalIn: 1 },
      northeurope: { zones: 3, units: 1 },
    },
  },
  network: { betweenRegionsMs: 22, betweenZonesMs: 1 },
  edge: { kind: 'traffic-manager', routing: 'custom', custom: { westeurope: ['westeurope'] } },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512, regional: true } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 32,
    connections: 12,
    deadlineMs: 1_000,
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 1, atS: 6, durationS: 16 }],
  objectives: [
    'availability >= 68%',
    'availability >= 99% before fault',
    // Four probes a second apart, then at most two seconds of an old answer, and a silent request.
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
