import { defineScenario } from '../define.ts'

/**
 * The primary of the external cache dies and its replica takes over some seconds later, with what it
 * had heard. In between nothing is found in the cache, and a backend that was sized for what the cache
 * leaves over drowns; as soon as the replica serves all is well again.
 */
export default defineScenario({
  name: 'redis-failover',
  description: 'The Redis of the external cache fails over to its replica under load',
  tags: ['cache', 'redis', 'failover'],
  claim: {
    says: 'A cache of the Standard or Premium tier has a replica, which takes over within 10 to 15 s of an unplanned failure, and most clients connect again; a Basic cache has a single node.',
    source: 'Failover and patching for Azure Cache for Redis: What is a failover?',
    url: 'https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-failover',
    injected:
      'The primary of the Redis dies 7 s into the load; its replica serves 4 s later, with what it had heard.',
    measured:
      'Seconds until users are served as before, where the backend carries a fifth of what comes without a cache.',
    failureMeans:
      'The cache stayed away, or gateways did not find its replica: the backend carries what is too much for it.',
    change:
      'Take a tier of the cache with a replica, best in another zone, and limit calls behind the cache lookup.',
    breaks: ['recovery < 8s'],
    twin: {
      what: 'A cache of a single node, which dies for as long as nobody replaces it.',
      set: {
        'redis.replica': false,
        faults: [{ kind: 'redis-down', atS: 7, durationS: 13 }],
      },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
  },
  redis: { replica: true },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  // Two calls of 100 ms at a time: 20 in a second.
  backends: {
    orders: { latencyMs: 100, spread: 0, bodyBytes: 512, capacity: { concurrent: 2, queue: 20 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 100,
    durationS: 28,
    connections: 256,
    deadlineMs: 2_500,
    // Ten products, each kept for 5 s: two calls in a second while the cache is there.
    operations: [{ name: 'cached GET', path: '/catalog/{id:1..10}', subscription: 'contoso' }],
  },
  faults: [{ kind: 'redis-failover', outageMs: 4_000, atS: 7, durationS: 13 }],
  objectives: [
    'availability >= 97% before fault',
    'p95(latency) < 2000ms before fault',
    'recovery < 8s',
    'availability >= 90% after fault',
  ],
  // A backend that refuses is tried again by the policy: that is more than one call for a miss.
  checks: { leaveOut: ['cache.amplification'] },
})
