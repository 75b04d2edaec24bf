import { defineScenario } from '../define.ts'

/**
 * The primary region is lost with its backend. The other region has a backend of its own and a policy that
 * calls it; behind one backend both regions are down.
 */
export default defineScenario({
  name: 'backend-regional-lost',
  description: 'A region is lost with its backend; the other one calls a backend of its own',
  tags: ['region', 'backend', 'dns', 'reliability'],
  claim: {
    says: 'By default all regional gateways forward to the same backend, which is in one region, unless a policy routes by context.Deployment.Region to one in each. Our inference: with the region of that backend all of them are lost.',
    source:
      'Deploy an Azure API Management instance to multiple Azure regions: Route API calls to regional backend services',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-deploy-multi-region',
    injected: 'The primary region loses power for 15 s: its gateway and its backend.',
    measured: 'Seconds until users are served as before, and availability before and after.',
    failureMeans: 'The gateway of the other region was there, and had nobody to call.',
    change: 'A backend in each region, and set-backend-service by context.Deployment.Region.',
    breaks: ['recovery < 12s'],
    twin: {
      what: 'One backend behind both regions: it is lost with the first.',
      set: { 'gateway.config': '../configs/bare' },
    },
    checklist: ['RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
  },
  edge: { kind: 'traffic-manager', routing: 'performance' },
  gateway: {
    config: '../configs/shielded',
    hosts: {
      'regional-west.contoso.example': 'shop-westeurope',
      'regional-north.contoso.example': 'shop-northeurope',
      '*': 'shop',
    },
  },
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256, regional: true } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 26,
    warmUpS: 2,
    connections: 32,
    deadlineMs: 2_000,
    populations: [
      { name: 'west', region: 'westeurope' },
      { name: 'north', region: 'northeurope' },
    ],
    operations: [{ name: 'GET', path: '/regional/{id:1..5000}', subscription: 'shop' }],
  },
  faults: [{ kind: 'region-down', region: 'westeurope', backends: true, atS: 6, durationS: 15 }],
  objectives: [
    'availability >= 98% before fault',
    'p95(latency) < 1200ms before fault',
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
