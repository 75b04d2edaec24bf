import { defineScenario } from '../define.ts'

/**
 * A lost zone comes back, and its share of the traffic with it: not one request is lost on the way
 * back. The load balancer deals out connections, so a zone gets its share by new ones only: clients
 * that renew theirs every few seconds fill it again, clients that keep them for good never do.
 */
export default defineScenario({
  name: 'zone-recovery-rebalance',
  description: 'A lost zone comes back, takes its share of the traffic again, and nothing is lost',
  tags: ['zone', 'failback', 'reliability'],
  claim: {
    says: 'When a zone recovers its units are restored and traffic is rerouted between all of them as normal, without anybody doing anything.',
    source: 'Reliability in Azure API Management: Zone recovery',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected:
      'Zone 2 of two loses power 6 s into the load, for 9 s; 15 s are left after it is back.',
    measured:
      'The share of the requests that zone 2 answers before and after, and requests lost from its return on.',
    failureMeans:
      'The zone that came back stays idle while the other carries all: the next fault, of the other zone, hits all users at once.',
    change:
      'Let clients renew their connections now and then (a maximum age or number of requests): a balancer of connections moves no open one.',
    breaks: ['share >= 25% after fault for zone westeurope-2'],
    twin: {
      what: 'Clients that keep their connections for as long as these hold: all of them stay in the zone that was left.',
      set: { 'load.populations[0].connectionMaxAgeS': 3_600 },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 2, units: 2 } },
  },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 60,
    durationS: 30,
    deadlineMs: 1_000,
    populations: [{ name: 'shop', connections: 24, connectionMaxAgeS: 3 }],
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 6, durationS: 9 }],
  objectives: [
    'share >= 35% before fault for zone westeurope-2',
    'share >= 25% after fault for zone westeurope-2',
    'lost(requests) = 0 after fault',
    'recovery < 8s',
    'lost(config) = 0',
  ],
})
