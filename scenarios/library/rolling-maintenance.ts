import { defineScenario } from '../define.ts'

/**
 * The platform updates all instances in three groups while the service serves. Each one is taken
 * out by the load balancer, lets its connections go and comes back as another version: nobody
 * notices, and no request is lost.
 */
export default defineScenario({
  name: 'rolling-maintenance',
  description: 'The platform updates every instance, group by group, and no request is lost',
  tags: ['maintenance', 'reliability'],
  claim: {
    says: 'The platform updates the service regularly, and disruptions by it are rare; an update group and a maintenance window say when. Our inference: its instances are drained and replaced in groups, one after the other.',
    source:
      'Reliability in Azure API Management: Resilience to service maintenance; Configure service update settings for your API Management instances',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Six instances are drained, stopped and started as another version, in three groups of two.',
    measured: 'Requests lost from end to end, the check of drains, and p99.',
    failureMeans:
      'An instance went before the load balancer had taken it out or its requests had ended, or too few were left.',
    change:
      'Run more than one unit, set a maintenance window and an update group, and let clients reconnect when they are told to.',
    breaks: ['lost(requests) = 0'],
    twin: {
      what: 'All instances in one group: while they start again there is nobody to serve.',
      set: { 'maintenance[0].groups': 1 },
    },
    checklist: ['RE:05'],
  },
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 120,
    durationS: 32,
    connections: 24,
    deadlineMs: 2_000,
    operations: [
      { name: 'cached GET', weight: 40, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 40, path: '/orders/{id:1..5000}', subscription: 'contoso' },
      {
        name: 'POST',
        weight: 20,
        method: 'POST',
        path: '/orders',
        body: '{"productId":{productId:1..50},"quantity":{quantity:1..5}}',
        subscription: 'contoso',
      },
    ],
  },
  maintenance: [{ atS: 3, groups: 3, drainS: 2, pauseS: 0.5, platformVersion: '2' }],
  checks: { require: ['drain.zero-loss'] },
  objectives: ['lost(requests) = 0', 'p99(latency) < 500ms', 'lost(config) = 0'],
})
