import { defineScenario } from '../define.ts'

/**
 * The secondary region of two loses power under load from both sides of it: the traffic manager sends
 * its clients to the other region as fast as probes and DNS allow, and back once it has returned.
 */
export default defineScenario({
  name: 'region-down',
  description: 'The secondary of two regions loses power under load; its clients go to the other',
  tags: ['region', 'dns', 'reliability'],
  claim: {
    says: 'When a region of a multi-region instance is lost, requests are routed around it to the next closest gateway, and no downtime of the gateway is expected; requests that were active there may be dropped.',
    source: 'Reliability in Azure API Management: Behavior during a region failure',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected: 'The secondary region is silent and then gone, 6 s into the load, for 16 s.',
    measured:
      'Seconds until clients of the lost region are served by the other one, and whether those of the other notice; failback and configuration after it.',
    failureMeans:
      'Clients stay with a dead region: they hold its address longer than DNS allows, or the router notices late.',
    change:
      'Let clients obey the TTL of DNS and leave connections that do not answer; keep deadlines short, and probes quick where the routing is your own.',
    breaks: ['recovery < 12s', 'availability >= 60% during fault'],
    twin: {
      what: 'Clients of the lost region keep the address that they were told first, as a runtime does that caches DNS for good.',
      set: { 'load.populations[1].dns': 'forever' },
    },
    checklist: ['RE:05', 'RE:08'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
  },
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
    durationS: 34,
    connections: 24,
    deadlineMs: 1_500,
    populations: [
      { name: 'west', region: 'westeurope', share: 1 },
      { name: 'north', region: 'northeurope', share: 1 },
    ],
    operations: [
      { name: 'cached GET', weight: 50, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 50, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'region-down', region: 'northeurope', atS: 6, durationS: 16 }],
  objectives: [
    'availability >= 99% before fault',
    'availability >= 60% during fault',
    'availability >= 99% for population west',
    'p99(latency) < 1500ms before fault',
    'p99(latency) < 1500ms after fault for population west',
    // Four probes a second apart, then at most two seconds of an old answer, and a silent request.
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
