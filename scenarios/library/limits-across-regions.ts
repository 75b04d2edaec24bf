import { defineScenario } from '../define.ts'

/**
 * Two regions count for themselves: a subscription that calls both is let through twice as often by
 * its rate limit (here by its quota too, of which the service has one counter for the instance). The
 * backend behind both stands once.
 */
export default defineScenario({
  name: 'limits-across-regions',
  description: 'A rate limit and a quota are used up in two regions, each for itself',
  tags: ['counters', 'region', 'rate-limit', 'quota'],
  claim: {
    says: 'Each regional gateway has counters of its own, and rate limits are enforced for each region by itself. Our inference: who reaches several regions may call so many times as often.',
    source:
      'Advanced request throttling with Azure API Management: Considerations for multiple regions or gateways',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-sample-flexible-throttling',
    injected: 'Nothing: clients of the same subscription stand in both regions.',
    measured:
      'That each region rejects by its own calls alone, and whether the one backend behind both (70 calls/s) carries what the two admit together. The quota is counted by region here as well; the service documents one counter of it for the whole instance.',
    failureMeans:
      'The limit was set as if it held for the whole instance: with every region that is added, the backend gets as much again.',
    change:
      'Divide what the backend carries by the number of regions, give each region a backend of its own, or let the backend limit calls itself.',
    breaks: ['availability >= 95%'],
    twin: {
      what: 'A limit of 50 calls/s in the place of 20: less than the backend carries, and twice of it more.',
      set: { 'gateway.namedValues.calls': '100' },
    },
    checklist: ['RE:05', 'RE:07'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 2, units: 1 } },
  },
  network: { betweenRegionsMs: 22 },
  edge: { kind: 'traffic-manager', routing: 'performance' },
  gateway: {
    config: '../configs/limits',
    hosts: { 'stock.contoso.example': 'stock', '*': 'stock' },
    namedValues: { calls: '40', 'trial-calls': '60' },
  },
  // Seven calls at a time, of 100 ms each; what comes in a burst may wait.
  backends: {
    stock: { latencyMs: 100, spread: 0, bodyBytes: 256, capacity: { concurrent: 7, queue: 60 } },
  },
  load: {
    arrivals: 'poisson',
    ratePerS: 120,
    durationS: 20,
    connections: 32,
    deadlineMs: 3_000,
    populations: [
      { name: 'west', region: 'westeurope', share: 1 },
      { name: 'north', region: 'northeurope', share: 1 },
    ],
    operations: [
      {
        name: 'limited GET',
        weight: 11,
        path: '/stock/items/{id:1..5000}',
        subscription: 'contoso',
      },
      // Each region has counted 60 of these long before the end.
      {
        name: 'GET on trial',
        weight: 1,
        path: '/stock/items/{id:1..5000}',
        subscription: 'fabrikam',
      },
    ],
  },
  objectives: ['availability >= 95%', 'p99(latency) < 2500ms', 'over_admission <= bound'],
  checks: { require: ['rate.over-admission', 'rate.region-independence'] },
})
