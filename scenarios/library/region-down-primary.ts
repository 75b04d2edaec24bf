import { defineScenario } from '../define.ts'

const description = { properties: { description: 'Changed while the primary region is lost' } }

/**
 * The primary region loses power, management plane and developer portal with it: nothing can be
 * changed until it is back, and the other region serves all with the configuration that it has.
 */
export default defineScenario({
  name: 'region-down-primary',
  description:
    'The primary region is lost, management plane and portal with it; the other region serves on',
  tags: ['region', 'management-plane', 'reliability'],
  claim: {
    says: 'Management plane and portal stand in the primary region alone; when it is lost nothing can be configured, and gateways of other regions go on with their last configuration.',
    source: 'Deploy an Azure API Management instance to multiple Azure regions',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-deploy-multi-region',
    injected:
      'The primary region is silent and then gone, 6 s into the load, for 16 s; an operator who edits meanwhile gets no answer.',
    measured:
      'Whether users of the other region notice at all, seconds until those of the lost one are served there, and whether a change of before is served everywhere after.',
    failureMeans:
      'Nobody was left to serve: gateways stood in the primary region alone, or needed its management plane for requests.',
    change:
      'Add a region that can carry the load alone, with backends of its own, and keep whatever serves requests free of calls to the management plane.',
    breaks: ['recovery < 12s', 'availability >= 99% for population north'],
    twin: {
      what: 'One region only: whoever has no second gateway is out until the region is back.',
      set: { 'topology.regions': { westeurope: { zones: 2, units: 1 } } },
    },
    checklist: ['RE:05', 'RE:08', 'RE:09'],
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
    durationS: 36,
    connections: 24,
    deadlineMs: 1_500,
    populations: [
      { name: 'west', region: 'westeurope', share: 1 },
      { name: 'north', region: 'northeurope', share: 1 },
    ],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    {
      atS: 2,
      put: 'namedValues/season',
      body: { properties: { displayName: 'season', value: 'winter' } },
    },
    { atS: 12, patch: 'products/unlimited', body: description },
  ],
  faults: [{ kind: 'region-down', region: 'westeurope', atS: 6, durationS: 16 }],
  objectives: [
    'availability >= 99% before fault',
    'availability >= 99% for population north',
    'p99(latency) < 1500ms before fault',
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
