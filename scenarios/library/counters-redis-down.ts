import { defineScenario } from '../define.ts'

/**
 * The Redis that holders of counters meet in dies, and comes back empty. Each instance goes on by
 * what it had heard, so that each may admit the whole limit, and never more than that; when it is
 * back they tell it all they know, and agree again.
 */
export default defineScenario({
  name: 'counters-redis-down',
  description: 'Counters meet in a Redis that dies under load, and comes back with nothing',
  tags: ['counters', 'redis', 'rate-limit'],
  claim: {
    says: 'Rate limiting is distributed and never completely accurate, and no call fails because a cache is out of reach. Our inference for counters that meet in a Redis, of which nothing is documented: its loss fails no call, and each instance admits a limit by itself.',
    source:
      'Azure API Management policy reference - rate-limit-by-key; Add caching to improve performance in Azure API Management',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/rate-limit-by-key-policy',
    injected: 'The Redis of the region dies 7 s into the load, for 12 s, and is empty afterwards.',
    measured:
      'Calls admitted against the bound (four instances that count alone), whether any request fails for it, and whether the backend (70 calls/s) carries four times the limit.',
    failureMeans:
      'Without its Redis a limit protects nothing here: every instance admits all of it, and that is more than the backend carries.',
    change:
      'Set a limit so that the backend carries it once for every instance, or give the backend a limit of its own.',
    breaks: ['availability >= 95% during fault'],
    twin: {
      what: 'A limit of 40 calls/s in the place of 10: the backend carries it, and not four times.',
      set: { 'gateway.namedValues.calls': '80' },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: { tier: 'premium', regions: { westeurope: { zones: 2, units: 2 } } },
  redis: {},
  counters: 'redis',
  gateway: {
    config: '../configs/limits',
    hosts: { 'stock.contoso.example': 'stock', '*': 'stock' },
    namedValues: { calls: '20', 'trial-calls': '100000' },
  },
  // Seven calls at a time, of 100 ms each; what comes in a burst may wait.
  backends: {
    stock: { latencyMs: 100, spread: 0, bodyBytes: 256, capacity: { concurrent: 7, queue: 60 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 120,
    durationS: 30,
    connections: 48,
    deadlineMs: 3_000,
    operations: [
      // 20 calls in 2 s are allowed: each instance is full long before its window has moved on.
      {
        name: 'limited GET',
        weight: 14,
        path: '/stock/items/{id:1..5000}',
        subscription: 'contoso',
      },
      // Far from its quota, whose week is long enough for holders to be compared.
      {
        name: 'GET on trial',
        weight: 1,
        path: '/stock/items/{id:1..5000}',
        subscription: 'fabrikam',
      },
    ],
  },
  // Much longer than the window of 2 s, so that what each admits alone is seen whole.
  faults: [{ kind: 'redis-down', atS: 7, durationS: 12 }],
  objectives: [
    'availability >= 95% before fault',
    'availability >= 95% during fault',
    'p95(latency) < 2500ms after fault',
    'over_admission <= bound',
  ],
  checks: { require: ['rate.over-admission', 'rate.under-admission', 'rate.convergence'] },
})
