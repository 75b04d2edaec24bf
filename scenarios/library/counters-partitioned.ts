import { defineScenario } from '../define.ts'

/**
 * One zone's holders of counters no longer hear the other's, while clients reach both: each side admits
 * the whole limit, and never more than that; healed, they agree within seconds, and nobody is turned
 * away because of calls that were counted twice.
 */
export default defineScenario({
  name: 'counters-partitioned',
  description: 'The counters of one zone are cut off from the others under load, and meet again',
  tags: ['counters', 'partition', 'rate-limit'],
  claim: {
    says: 'Counters of rate limits are replicated between zones asynchronously, may be out of date after a failure, and are never completely accurate. Our inference: zones that do not hear each other admit a limit once each.',
    source:
      'Reliability in Azure API Management: Behavior when all zones are healthy; Azure API Management policy reference - rate-limit-by-key',
    url: 'https://learn.microsoft.com/en-us/azure/reliability/reliability-api-management',
    injected: 'The counters of two zones do not hear each other for 12 s; clients reach both.',
    measured:
      'Calls admitted in any window against the bound of such counters, how soon both sides agree again, and whether the backend behind the limit (70 calls/s) carries what is admitted.',
    failureMeans:
      'The limit was as large as what the backend carries: twice of it, and the backend drowns; or counters did what replication cannot explain.',
    change:
      'Set a limit so that its backend carries it once for every zone, and let the backend refuse what it cannot carry by itself.',
    breaks: ['availability >= 95% during fault'],
    twin: {
      what: 'A limit of 50 calls/s in the place of 20: the backend carries it once, and not twice.',
      set: { 'gateway.namedValues.calls': '100' },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'zone-redundant',
    regions: { westeurope: { zones: 2, units: 2 } },
  },
  gateway: {
    config: '../configs/limits',
    hosts: { 'stock.contoso.example': 'stock', '*': 'stock' },
    namedValues: { calls: '40', 'trial-calls': '100000' },
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
      // 40 calls in 2 s are allowed: each side is full long before its window has moved on.
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
  // Much longer than the window of 2 s, so that what each side admits alone is seen whole.
  faults: [{ kind: 'counter-partition', zone: 2, atS: 7, durationS: 12 }],
  objectives: [
    'availability >= 95% before fault',
    'availability >= 95% during fault',
    'p95(latency) < 2500ms after fault',
    'over_admission <= bound',
  ],
  checks: { require: ['rate.over-admission', 'rate.under-admission', 'rate.convergence'] },
})
