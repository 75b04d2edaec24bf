import { defineScenario } from '../define.ts'

/**
 * One tenant sends four times what all others do. Its rate limit keeps that from the backend, but a
 * request that is turned away uses the gateway all the same: the capacity metric rises, and
 * autoscale buys units for it, up to its upper limit and no further. `--twin` has no such limit.
 */
export default defineScenario({
  name: 'abusive-traffic-scaling',
  description: 'A tenant far beyond its rate limit drives autoscale, up to its upper limit',
  tags: ['scaling', 'limits', 'cost'],
  claim: {
    says: 'Scaling serves nuisance and malicious traffic too, and costs; an upper limit caps what is spent, and may then hurt legitimate users; rate limits keep the load in bounds.',
    source:
      'Architecture best practices for Azure API Management (Azure Well-Architected Framework): Cost Optimization; Tradeoffs',
    url: 'https://learn.microsoft.com/en-us/azure/well-architected/service-guides/azure-api-management',
    injected:
      'From the start a tenant with 20 calls in 10 s sends 100 requests/s beside the 25 of the shop; a unit carries 80.',
    measured:
      'The most units that are paid for, whether the shop is served, and that nobody but the abuser is refused.',
    failureMeans:
      'Autoscale had no upper limit that fits the budget, or the limit is too low for the users beside the abuse.',
    change:
      'Set capacity.maximum to what the peak of real users needs, limit calls per subscription, and stop floods before the gateway.',
    breaks: ['units <= 2'],
    twin: {
      what: 'An upper limit of 4 units, the highest of the tier: the abuse gets all of them, and they are paid for.',
      set: { 'scaling.autoscale.profiles[0].capacity.maximum': 4 },
    },
    checklist: ['CO:12', 'SE:06'],
  },
  topology: {
    tier: 'standard',
    regions: { westeurope: { zones: 1, units: 1 } },
    capacity: { perUnitRps: 80, queueMs: 300 },
  },
  // A fifth of a second for each of the platform's minutes: 20 minutes of scaling are 4 s.
  timing: { profile: 'drill', platformMinuteMs: 200 },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'poisson',
    ratePerS: 125,
    durationS: 24,
    deadlineMs: 1_000,
    populations: [
      {
        name: 'shop',
        share: 1,
        connections: 12,
        connectionMaxAgeS: 1.5,
        credentials: { subscription: 'contoso' },
      },
      {
        name: 'abuser',
        share: 4,
        connections: 24,
        connectionMaxAgeS: 1.5,
        credentials: { subscription: 'fabrikam' },
      },
    ],
    operations: [{ name: 'GET', weight: 1, path: '/orders/{id:1..5000}' }],
  },
  scaling: {
    takesMin: 20,
    autoscale: {
      profiles: [
        {
          name: 'default',
          capacity: { minimum: 1, maximum: 2, default: 1 },
          rules: [
            {
              metricTrigger: {
                metricName: 'Capacity',
                timeWindow: 'PT5M',
                operator: 'GreaterThan',
                threshold: 60,
              },
              scaleAction: {
                direction: 'Increase',
                type: 'PercentChangeCount',
                value: 100,
                cooldown: 'PT5M',
              },
            },
          ],
        },
      ],
    },
  },
  objectives: [
    'units <= 2',
    'availability >= 75% for population shop',
    'rejected = 0 for population shop',
    'over_admission <= bound',
    'lost(config) = 0',
  ],
})
