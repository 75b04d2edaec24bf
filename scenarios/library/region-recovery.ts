import { defineScenario } from '../define.ts'

/**
 * A region comes back, and its clients with it: a while after it serves again their requests stay near
 * once more, none is lost on the way back, and nobody is served an old configuration.
 */
export default defineScenario({
  name: 'region-recovery',
  description: 'A region that was lost comes back; its clients return to it and lose nothing',
  tags: ['region', 'dns', 'failback'],
  claim: {
    says: 'When the primary region recovers, its units are restored and traffic is rerouted without anybody doing anything. Our inference: so it is with a secondary region.',
    source: 'Reliability in Azure API Management: Region recovery',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'The secondary region is lost for 12 s and returns; a change is published while it is away.',
    measured:
      'Latency of its clients after it has returned (the other region is 600 ms away), requests lost by the way back, and the configuration that it serves.',
    failureMeans:
      'Failback hurts: clients stay far away long after their region is back, are sent to it too early, or meet an old configuration there.',
    change:
      'Let clients obey the TTL of DNS, and give pooled connections an age, for none moves by itself.',
    breaks: [
      'share >= 20% after fault for region northeurope',
      'p50(latency) < 500ms after fault for population north',
    ],
    twin: {
      what: 'Clients of that region hold an answer of DNS ten times as long as they may: they are still far away when the load ends.',
      set: { 'load.populations[1].dns': 'sticky', 'load.populations[1].dnsTimes': 10 },
    },
    checklist: ['RE:05', 'RE:08'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
  },
  network: { betweenRegionsMs: 600, betweenZonesMs: 1 },
  edge: { kind: 'traffic-manager', routing: 'performance' },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512, regional: true } },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 34,
    connections: 24,
    deadlineMs: 2_500,
    populations: [
      { name: 'west', region: 'westeurope', share: 1 },
      { name: 'north', region: 'northeurope', share: 1 },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    {
      atS: 14,
      put: 'namedValues/season',
      body: { properties: { displayName: 'season', value: 'winter' } },
    },
  ],
  // Sticky clients ask again some 17 s into the load: then it has to be away.
  faults: [{ kind: 'region-down', region: 'northeurope', atS: 7, durationS: 12 }],
  objectives: [
    'availability >= 99% before fault',
    'p50(latency) < 500ms before fault for population north',
    'share >= 20% after fault for region northeurope',
    'p50(latency) < 500ms after fault for population north',
    'availability >= 99% after fault',
    'lost(config) = 0',
  ],
})
