import { defineScenario } from '../define.ts'

/**
 * One region of two loses power under load from both sides of it; the traffic manager sends its
 * clients to the other region as fast as probes and DNS allow, and back once it has returned. By
 * default the secondary goes; with `--set faults.0.region=westeurope` it is the primary, and the
 * management plane with it: the other region serves on with the configuration that it has.
 */
export default defineScenario({
  name: 'region-down',
  description: 'One region of two loses power under load; clients are sent to the other, and back',
  tags: ['region', 'dns', 'reliability'],
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 3, units: 1 }, northeurope: { zones: 3, units: 1 } },
  },
  network: { betweenRegionsMs: 22, betweenZonesMs: 1 },
  edge: { kind: 'traffic-manager', routing: 'performance' },
  gateway: {
    config: '../configs/orders',
    hosts: {
      'orders.contoso.example': 'orders',
      'login.contoso.example': 'identity',
      '*': 'orders',
    },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512, regional: true } },
  identity: { issuer: 'https://login.contoso.example/contoso/v2.0' },
  load: {
    arrivals: 'poisson',
    ratePerS: 200,
    durationS: 44,
    connections: 32,
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
  faults: [{ kind: 'region-down', region: 'northeurope', atS: 10, durationS: 18 }],
  objectives: [
    'availability >= 80%',
    'availability >= 99.5% before fault',
    'p99(latency) < 500ms before fault',
    'p99(latency) < 500ms after fault',
    // Four probes a second apart, then at most two seconds of an old answer, and a silent request.
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
