import { defineScenario } from '../define.ts'

/**
 * Two units that the platform has placed by itself: their four instances stand in all three zones,
 * and the zone that is lost holds one of each. With `--twin` both units stand in that zone.
 */
export default defineScenario({
  name: 'zone-automatic-multi-unit',
  description: 'Two units, placed automatically over three zones, lose the zone with half of them',
  tags: ['zone', 'automatic', 'reliability'],
  claim: {
    says: 'With automatic zone placement any number of units is spread over the zones as well as can be, and the loss of a zone is no downtime.',
    source: 'Reliability in Azure API Management: Automatic availability zone support',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Zone 1 of three loses power for 10 s. Of the four instances of two units it holds two, one of each unit.',
    measured:
      'Availability over all and after, and the seconds until users are served as before by the two instances that are left.',
    failureMeans:
      'All units stood in one zone, or the load balancer was slow to see that half of the instances were gone.',
    change:
      'Leave zone placement to the platform (or choose zones by hand in a multiple of their number), never one zone for all.',
    breaks: ['availability >= 92%', 'recovery < 8s'],
    twin: {
      what: 'Zonal: both units stand in zone 1, so nobody is served until it is back.',
      set: { 'topology.redundancy': 'zonal' },
    },
    checklist: ['RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    // Only read when redundancy is zonal: the twin.
    zonalIn: 1,
    regions: { westeurope: { zones: 3, units: 2 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 24,
    connections: 16,
    deadlineMs: 1_000,
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 1, atS: 5, durationS: 10 }],
  objectives: [
    'availability >= 92%',
    'availability >= 99% before fault',
    'availability >= 99% after fault',
    'recovery < 8s',
    'lost(config) = 0',
  ],
})
