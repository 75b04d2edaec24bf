import { defineScenario } from '../define.ts'

/**
 * A change is acknowledged and the management plane dies, later each time: what instances had
 * fetched by then outlives it. The report has the curve; the service goes on as if nothing were.
 */
export default defineScenario({
  name: 'config-rpo',
  description: 'The management plane dies ever later after a publish: what would be lost with it',
  tags: ['configuration', 'management-plane', 'rpo'],
  topology: { tier: 'premium', regions: { westeurope: { zones: 2, units: 2 } } },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 44,
    connections: 16,
    operations: [{ name: 'GET', path: '/orders/{id:1..5000}', subscription: 'contoso' }],
  },
  // The sync period is a second: a plane that lived longer has told everybody.
  faults: [
    {
      kind: 'publish-sweep',
      aftersMs: [0, 150, 300, 500, 700, 900, 1_300, 2_000],
      downMs: 500,
      atS: 3,
      durationS: 36,
    },
  ],
  objectives: ['availability >= 99.5%', 'lost(config) = 0'],
  checks: { require: ['config.rpo', 'gateway.static-stability'] },
})
