import { defineScenario } from '../define.ts'

/**
 * A change is acknowledged and the management plane dies, later each time: what instances had
 * fetched by then outlives it. The report has the curve; the service goes on as if nothing were.
 */
export default defineScenario({
  name: 'config-rpo',
  description: 'The management plane dies ever later after a publish: what would be lost with it',
  tags: ['configuration', 'management-plane', 'rpo'],
  claim: {
    says: 'A change is replicated to each region within some 10 seconds; what was not when the primary region is lost may be lost with it.',
    source: 'Reliability in Azure API Management: Behavior during a region failure',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Five changes, and the death of the management plane ever later after each: at once, and up to 2 s, twice the time in which gateways ask (1 s in the place of 10).',
    measured:
      'How many gateways had each change when the plane died (the curve of the report), whether the last one reached all, and whether requests notice anything.',
    failureMeans:
      'A change that was acknowledged long before is not where requests are: a loss of the primary would undo it.',
    change:
      'Count on a change only when every gateway has it, keep the configuration in source control, and publish it again after a restore.',
    breaks: ['lost(config) = 0'],
    twin: {
      what: 'Gateways ask for changes once a minute: none of them has any when the plane dies.',
      set: { 'timing.syncPeriodMs': 60_000 },
    },
    checklist: ['RE:09', 'OE:05'],
  },
  topology: { tier: 'premium', regions: { westeurope: { zones: 2, units: 2 } } },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 30,
    connections: 16,
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  // The sync period is a second: a plane that lived longer has told everybody.
  faults: [
    {
      kind: 'publish-sweep',
      aftersMs: [0, 300, 700, 1_200, 2_000],
      downMs: 500,
      atS: 3,
      durationS: 22,
    },
  ],
  objectives: ['availability >= 99.5%', 'p99(latency) < 1000ms', 'lost(config) = 0'],
  checks: { require: ['config.rpo', 'gateway.static-stability'] },
})
