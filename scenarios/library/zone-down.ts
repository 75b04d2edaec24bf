import { defineScenario } from '../define.ts'

/**
 * One zone of three loses power under load; the other two carry the load alone within seconds,
 * no configuration is lost, and no limit lets more through than replication allows.
 */
export default defineScenario({
  name: 'zone-down',
  description: 'One zone of three loses power under load, and comes back',
  tags: ['zone', 'reliability'],
  claim: {
    says: 'An instance whose units are spread over zones is expected to have no downtime when one zone is lost; requests in progress there are terminated, and have to be sent again.',
    source: 'Reliability in Azure API Management: Behavior during a zone failure',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Zone 2 of three loses power 12 s into the load, for 14 s: its units are silent first and gone then, with their counters and their share of the cache.',
    measured:
      'Availability and p99 before, during and after; seconds until users are served as before; requests and configuration lost; calls admitted over a limit.',
    failureMeans:
      'Users saw an outage although two zones were left: the load balancer was slow to notice, what was left could not carry the load, or all units stood in one zone.',
    change:
      'Spread units over zones (automatic, or zone-redundant in a multiple of their number), keep room for the loss of one, and let clients retry what may be repeated.',
    breaks: ['recovery < 10s', 'availability >= 99%'],
    twin: {
      what: 'Zonal: every unit stands in the zone that dies, so the outage lasts as long as the zone is away.',
      set: { 'topology.redundancy': 'zonal' },
    },
    checklist: ['RE:05', 'RE:08'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    // Only read when redundancy is zonal: the twin of this drill, which must fail.
    zonalIn: 2,
    regions: { westeurope: { zones: 3, units: 3 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: {
      'orders.contoso.example': 'orders',
      'login.contoso.example': 'identity',
      '*': 'orders',
    },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0' },
  load: {
    arrivals: 'poisson',
    ratePerS: 400,
    durationS: 40,
    connections: 64,
    deadlineMs: 1_000,
    token: { audience: 'api://orders', claims: { roles: ['orders.read'] } },
    operations: [
      { name: 'cached GET', weight: 40, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 30, path: '/orders/{id:1..5000}', subscription: 'contoso' },
      {
        name: 'POST',
        weight: 20,
        method: 'POST',
        path: '/orders',
        // A text, for a drawn number within JSON must stand without quotes.
        body: '{"productId":{productId:1..50},"quantity":{quantity:1..5}}',
        subscription: 'contoso',
      },
      { name: 'JWT GET', weight: 10, path: '/customers/me', subscription: 'contoso', token: true },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 12, durationS: 14 }],
  objectives: [
    'availability >= 99%',
    // What is in flight when the zone goes was to start before: some five of 4,700.
    'availability >= 99.5% before fault',
    'p99(latency) < 250ms before fault',
    'p99(latency) < 1500ms during fault',
    'p99(latency) < 250ms after fault',
    'recovery < 10s',
    'lost(requests) <= 2%',
    'lost(config) = 0',
    'over_admission <= bound',
  ],
})
