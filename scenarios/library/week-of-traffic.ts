import { defineScenario } from '../define.ts'

/**
 * A week of production, as its log tells it, in half a minute: what is right for the mean is wrong for the
 * peak of a Friday.
 */
export default defineScenario({
  name: 'week-of-traffic',
  description:
    'A week of a production log in half a minute; units carry its peak, not only its mean',
  tags: ['trace', 'capacity', 'load'],
  claim: {
    says: 'A gateway that has reached its capacity is like any overloaded web server: it answers late, drops connections and times out. Our inference: units are planned for the peaks, not for the mean.',
    source: 'Capacity of an Azure API Management instance',
    url: 'https://learn.microsoft.com/en-us/azure/api-management/api-management-capacity',
    injected:
      'Seven days of GatewayLogs, 37 requests/s in the mean and 110 at the peak of Friday, played in 26 s.',
    measured: 'Availability and latency over the whole week.',
    failureMeans: 'Units were planned for the mean of the week.',
    change:
      'Plan units for the peak ("gatedrill capacity --peak"), or let autoscale follow the day.',
    breaks: ['availability >= 99%'],
    twin: {
      what: 'A unit that carries 45 requests/s: enough for the mean, not for a day.',
      set: { 'topology.capacity.perUnitRps': 45 },
    },
    checklist: ['RE:06'],
  },
  topology: {
    tier: 'premium',
    redundancy: 'automatic',
    regions: { westeurope: { zones: 2, units: 1 } },
    capacity: { perUnitRps: 300, queueMs: 500 },
  },
  gateway: { config: '../configs/shielded', hosts: { '*': 'shop' } },
  backends: { shop: { latencyMs: 10, spread: 0.3, bodyBytes: 256 } },
  load: {
    arrivals: 'trace',
    ratePerS: 40,
    durationS: 26,
    warmUpS: 2,
    connections: 64,
    deadlineMs: 2_000,
    trace: { file: '../traces/week-of-traffic.jsonl', speed: 'fit' },
    operations: [{ name: 'order', path: '/orders/{id:1..5000}', subscription: 'shop' }],
  },
  objectives: ['availability >= 99%', 'p95(latency) < 1200ms'],
})
