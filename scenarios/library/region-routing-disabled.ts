import { defineScenario } from '../define.ts'

/**
 * The gateway of a region is taken out of routing under load, as before maintenance or in an exercise:
 * within a while all are served by the other region, nobody loses a request, and all come back.
 */
export default defineScenario({
  name: 'region-routing-disabled',
  description: 'Routing to the gateway of one region is disabled under load, and enabled again',
  tags: ['region', 'routing', 'capacity'],
  claim: {
    says: 'Routing to a regional gateway can be disabled, for tests or maintenance; within some minutes its requests are routed to other regions.',
    source:
      'Deploy an Azure API Management instance to multiple Azure regions: Disable routing to a regional gateway',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-deploy-multi-region',
    injected: 'disableGateway of the secondary region, 4 s into the load, for 16 s.',
    measured:
      'Requests lost while clients move, and whether the region that is left carries all of them: 100 requests/s, where a unit carries 200.',
    failureMeans:
      'What is left cannot carry what comes: other regions do not scale by themselves, and an exercise becomes an outage.',
    change:
      'Add units to the regions that stay before one is taken out ("gatedrill capacity --peak" says how many), or do it when little comes.',
    breaks: ['availability >= 95% during fault'],
    twin: {
      what: 'Units that carry 65 requests/s: enough for each region alone, too few for both at once.',
      set: { 'topology.capacity.perUnitRps': 65 },
    },
    checklist: ['RE:06', 'RE:08', 'OE:11'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
    capacity: { perUnitRps: 200, queueMs: 500 },
  },
  // Half of the profile's, so that the load is short.
  timing: { disableGatewayMs: 3_000 },
  network: { betweenRegionsMs: 22, betweenZonesMs: 1 },
  edge: { kind: 'traffic-manager', routing: 'performance' },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512, regional: true } },
  load: {
    arrivals: 'poisson',
    ratePerS: 100,
    durationS: 30,
    connections: 24,
    deadlineMs: 1_500,
    populations: [
      { name: 'west', region: 'westeurope', share: 1 },
      { name: 'north', region: 'northeurope', share: 1 },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  faults: [{ kind: 'disable-gateway', region: 'northeurope', atS: 4, durationS: 16 }],
  objectives: [
    'availability >= 99% before fault',
    'availability >= 95% during fault',
    // A half of all as a rule: the first three seconds, and two more of an old answer.
    'share <= 30% during fault for region northeurope',
    'p99(latency) < 1500ms before fault',
  ],
})
