import { defineScenario } from '../define.ts'

/**
 * Three times the users come at once. The autoscale rules see it within their window, but units
 * take their minutes to come: until then the one that is there answers late, and then 503. How
 * many requests that costs is what this drill is about; without the rules it is half of them.
 */
export default defineScenario({
  name: 'autoscale-flash-crowd',
  description:
    'A flash crowd comes quicker than autoscale; requests are turned away until it is there',
  tags: ['scaling', 'capacity'],
  claim: {
    says: 'Adding a unit takes at least 20 minutes. Our inference: autoscale follows a load that grows slowly, and does not catch a sudden one.',
    source: 'Automatically scale an Azure API Management instance',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-autoscale',
    injected:
      'Three times the users come within 2 s, 8 s into the load; one unit carries 80 of their 150 requests/s, and scaling takes its 20 minutes (10 s here).',
    measured:
      'Availability over all: what was turned away until the units were there, and that nothing is afterwards.',
    failureMeans:
      'The units never came, or came later still: the rules fire late, or the maximum is too low.',
    change:
      'Scale ahead of events that are known, keep headroom for those that are not, and cap what clients may send.',
    breaks: ['availability >= 75%'],
    twin: {
      what: 'The maximum is the one unit that there is: what comes too much is turned away to the end.',
      set: { 'scaling.autoscale.profiles[0].capacity.maximum': 1 },
    },
    checklist: ['RE:06', 'PE:05'],
  },
  topology: {
    tier: 'standard',
    regions: { westeurope: { zones: 1, units: 1 } },
    capacity: { perUnitRps: 80, queueMs: 500 },
  },
  // Half a second for each of the platform's minutes: 20 minutes of scaling are 10 s.
  timing: { profile: 'drill', platformMinuteMs: 500 },
  gateway: {
    config: '../configs/orders',
    hosts: { 'orders.contoso.example': 'orders', '*': 'orders' },
  },
  backends: { orders: { latencyMs: 5, spread: 0.3, bodyBytes: 512 } },
  load: {
    arrivals: 'ramp',
    ratePerS: 50,
    ramp: { atS: 8, toRatePerS: 150, overS: 2 },
    durationS: 45,
    connections: 48,
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
  scaling: {
    takesMin: 20,
    autoscale: {
      profiles: [
        {
          name: 'default',
          capacity: { minimum: 1, maximum: 4, default: 1 },
          rules: [
            {
              metricTrigger: {
                metricName: 'Capacity',
                timeWindow: 'PT5M',
                operator: 'GreaterThan',
                threshold: 80,
              },
              scaleAction: { direction: 'Increase', value: 2, cooldown: 'PT30M' },
            },
            {
              metricTrigger: {
                metricName: 'Capacity',
                timeWindow: 'PT10M',
                operator: 'LessThan',
                threshold: 35,
              },
              scaleAction: { direction: 'Decrease', value: 1, cooldown: 'PT60M' },
            },
          ],
        },
      ],
    },
  },
  objectives: ['availability >= 75%', 'lost(config) = 0'],
})
