import { defineScenario } from '../define.ts'

/**
 * The nodes of a self-hosted gateway lose their connection to Azure. They serve on with the
 * configuration that they have, and a node that is restarted meanwhile starts from its copy of it.
 */
export default defineScenario({
  name: 'self-hosted-disconnected',
  description: 'A self-hosted gateway is cut off from Azure, and its nodes are restarted meanwhile',
  tags: ['self-hosted', 'configuration', 'partition'],
  claim: {
    says: 'A self-hosted gateway that loses its connection to Azure goes on with its configuration; restarted meanwhile it starts from a backup of it if it keeps one, and else not at all.',
    source: 'Self-hosted gateway overview: Connectivity failures',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/self-hosted-gateway-overview',
    injected:
      'Nothing passes between the gateway and the management plane for 22 s; its two nodes are restarted one after the other meanwhile, as for an update.',
    measured:
      'Availability for callers of the gateway during and after, and whether a change of meanwhile is there once the connection is back.',
    failureMeans:
      'Nodes needed Azure to serve or to start: an update, or a crash, in the wrong minute is an outage.',
    change:
      'Let every node keep a backup of its configuration on a volume that outlives it, and put restarts off while Azure is out of reach.',
    breaks: ['availability >= 90% during fault'],
    twin: {
      what: 'Nodes keep no copy of their configuration: who was restarted cannot start until Azure is back.',
      set: { 'topology.selfHosted[0].keepsBackup': false },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 1, units: 1 } },
    selfHosted: [{ name: 'plant', nodes: 2, keepsBackup: true }],
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 80,
    durationS: 36,
    connections: 24,
    // Connections have an age, or all would stay with the node that was never restarted.
    populations: [{ name: 'machines', enters: 'plant', connectionMaxAgeS: 3 }],
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  edits: [
    {
      atS: 10,
      put: 'namedValues/season',
      body: { properties: { displayName: 'season', value: 'winter' } },
    },
  ],
  faults: [
    { kind: 'link-silence', from: 'plant', to: 'management', atS: 4, durationS: 22 },
    { kind: 'unit-stop', instance: 'plant-n1', atS: 5, durationS: 2 },
    { kind: 'unit-stop', instance: 'plant-n2', atS: 15, durationS: 2 },
  ],
  objectives: [
    'availability >= 99% before fault',
    'p99(latency) < 1000ms before fault',
    'availability >= 90% during fault',
    'availability >= 99% after fault',
    'lost(config) = 0',
  ],
  checks: { require: ['config.propagation'] },
})
