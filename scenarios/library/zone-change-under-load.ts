import { defineScenario } from '../define.ts'

/**
 * A service in one zone is given zones while it serves: what comes serves before what goes drains,
 * and no request is lost. Then the zone is lost in which it stood before, and half of it is left.
 * Without the change (`--twin`) all of it is gone.
 */
export default defineScenario({
  name: 'zone-change-under-load',
  description: 'A service is spread over zones while it serves, and then its first zone is lost',
  tags: ['zone', 'change', 'reliability'],
  claim: {
    says: 'The zones of a running instance can be changed without downtime, in 15 to 45 minutes or more. Our inference: from then on the loss of one is survived.',
    source:
      'Reliability in Azure API Management: Configure availability zone support; Enable availability zone support on Azure API Management instances',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      '2 s into the load the service is changed from zonal to zone-redundant over two zones; at 18 s zone 1, where it stood, loses power for 10 s.',
    measured:
      'Requests that the change cost (the check of drains), and recovery from the loss of the zone.',
    failureMeans:
      'The change cost requests (instances went before others served, or did not drain), or the units are still in one zone.',
    change:
      'Change zones well before they are needed; allow for new IP addresses; check where units stand afterwards.',
    breaks: ['recovery < 8s', 'availability >= 88%'],
    twin: {
      what: 'Nobody makes the change: the service stands in the zone that is lost.',
      set: { changes: [] },
    },
    checklist: ['RE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zonal',
    zonalIn: 1,
    regions: { westeurope: { zones: 2, units: 2 } },
  },
  // A fifth of a second for each of the platform's minutes: 15 minutes of change are 3 s.
  timing: { profile: 'drill', platformMinuteMs: 200 },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 70,
    durationS: 38,
    connections: 16,
    deadlineMs: 2_000,
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  changes: [{ atS: 2, takesMin: 15, redundancy: 'zone-redundant' }],
  faults: [{ kind: 'zone-down', zone: 1, atS: 18, durationS: 10 }],
  checks: { require: ['drain.zero-loss'] },
  objectives: [
    'availability >= 88%',
    // What is under way in the zone when it dies began before: the change itself loses none.
    'lost(requests) <= 1% before fault',
    'recovery < 8s',
    'lost(config) = 0',
  ],
})
