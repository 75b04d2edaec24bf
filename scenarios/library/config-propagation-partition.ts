import { defineScenario } from '../define.ts'

/**
 * Gateways of one zone are cut off from the management plane while a change is published: calls go to
 * another backend from now on. They serve on with what they have, and have the change soon after the cut
 * is healed. Only then is the old backend shut down.
 */
export default defineScenario({
  name: 'config-propagation-partition',
  description: 'A change of backends is published while one zone cannot hear the management plane',
  tags: ['configuration', 'partition', 'management-plane'],
  claim: {
    says: 'Secondary regions serve by their most recent configuration while the primary one is away, and self-hosted gateways take all changes that they missed once they are connected again. Our inference: so do gateways of a zone that cannot reach the management plane.',
    source:
      'Reliability in Azure API Management: Behavior during a region failure; Self-hosted gateway overview: Connectivity failures',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'The gateways of zone 2 cannot reach the management plane for 14 s; a new address of the backend is published in between, and its old one is shut down 5 s after the cut has healed.',
    measured:
      'Whether every gateway has the change in time, whether any goes back, and whether users notice that the zones served different configurations for a while.',
    failureMeans: 'What a change replaces was taken away while gateways still relied on it.',
    change:
      'Keep what a change replaces until every gateway has the change; make changes that old and new configuration can live with side by side.',
    breaks: ['availability >= 97%'],
    twin: {
      what: 'The old backend is shut down seconds after the publish, as if all had the change: half of the gateways do not.',
      set: { 'faults[1].atS': 8 },
    },
    checklist: ['OE:11', 'RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 2, units: 2 } },
  },
  gateway: {
    config: '../configs/limits',
    hosts: { 'stock.contoso.example': 'old', 'next.contoso.example': 'next', '*': 'old' },
    // Limits are no matter here.
    namedValues: { calls: '100000' },
  },
  backends: { old: { latencyMs: 5, bodyBytes: 256 }, next: { latencyMs: 5, bodyBytes: 256 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 32,
    connections: 24,
    operations: [{ name: 'GET', path: '/stock/items/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    {
      atS: 5,
      patch: 'apis/stock',
      body: { properties: { serviceUrl: 'https://next.contoso.example' } },
    },
  ],
  faults: [
    { kind: 'link-silence', from: 2, to: 'management', atS: 3, durationS: 14 },
    { kind: 'backend-refuse', backend: 'old', atS: 22, durationS: 7 },
  ],
  objectives: ['availability >= 97%', 'p95(latency) < 1000ms before fault', 'lost(config) = 0'],
  checks: { require: ['config.propagation', 'config.monotonic'] },
})
