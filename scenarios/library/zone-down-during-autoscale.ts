import { defineScenario } from '../define.ts'

/**
 * The load has grown, autoscale has asked for a unit, and while that is on its way a zone is lost:
 * what is left is too little now. The unit still comes, into the zone that is left, but no sooner
 * than the platform takes. Without it (`--twin`) users wait for the zone.
 */
export default defineScenario({
  name: 'zone-down-during-autoscale',
  description: 'A zone is lost while a unit that autoscale has asked for is still on its way',
  tags: ['zone', 'scaling', 'capacity', 'reliability'],
  claim: {
    says: 'Scaling takes at least 20 minutes, and nobody guarantees more capacity while a zone is down. Our inference: a zone that is lost meanwhile leaves the service with less until the change is done.',
    source:
      'Automatically scale an Azure API Management instance; Reliability in Azure API Management: Capacity planning and management',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-autoscale',
    injected:
      'The load rises from 60 to 110 requests/s, where each of two units carries 75; autoscale adds one. Before it is there zone 2 of two loses power, for 16 s.',
    measured:
      'The seconds until users are served as before (the new unit, in the zone that is left), and availability.',
    failureMeans:
      'Autoscale was at its limit, too late, or placed its units where the zone was lost.',
    change:
      'Autoscale replaces no headroom: keep units for the peak without one zone, and let the maximum be above what runs.',
    breaks: ['recovery < 12s', 'availability >= 89%'],
    twin: {
      what: 'The maximum of the autoscale rules is what runs already, so no unit comes.',
      set: { 'scaling.autoscale.profiles[0].capacity.maximum': 2 },
    },
    checklist: ['RE:06', 'PE:05'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 2 } },
    // A queue that a machine which stands still for a moment does not overflow.
    capacity: { perUnitRps: 75, queueMs: 600 },
  },
  // 400 ms for each of the platform's minutes: 20 minutes of scaling are 8 s.
  timing: { profile: 'drill', platformMinuteMs: 400 },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'ramp',
    ratePerS: 60,
    ramp: { atS: 4, toRatePerS: 110, overS: 1 },
    durationS: 31,
    deadlineMs: 1_000,
    // An open connection stays where it is: units that come get only what is new.
    populations: [{ name: 'shop', connections: 32, connectionMaxAgeS: 1.5 }],
    operations: [
      { name: 'cached GET', weight: 1, path: '/catalog/{id:1..50}', subscription: 'contoso' },
      { name: 'GET', weight: 1, path: '/orders/{id:1..5000}', subscription: 'contoso' },
    ],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 10, durationS: 16 }],
  scaling: {
    takesMin: 20,
    autoscale: {
      profiles: [
        {
          name: 'default',
          capacity: { minimum: 2, maximum: 3, default: 2 },
          rules: [
            {
              metricTrigger: {
                metricName: 'Capacity',
                timeWindow: 'PT5M',
                operator: 'GreaterThan',
                threshold: 60,
              },
              scaleAction: { direction: 'Increase', value: 1, cooldown: 'PT60M' },
            },
          ],
        },
      ],
    },
  },
  objectives: [
    'availability >= 89%',
    'availability >= 98% before fault',
    'recovery < 12s',
    'lost(config) = 0',
  ],
})
