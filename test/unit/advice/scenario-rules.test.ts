import { expect, test } from 'vitest'
import { findingsOf, type RuleCase } from './rule-case.ts'
import { policiesWith, scenarioWith } from './subject-of.ts'

const region = (zones: number, units: number, more = {}) => ({
  topology: { tier: 'premium', regions: { westeurope: { zones, units } }, ...more },
})
const regions = (change = {}) => ({
  topology: {
    tier: 'premium',
    regions: { westeurope: { zones: 3, units: 3 }, northeurope: { zones: 3, units: 3 } },
    ...change,
  },
})
const autoscale = (
  capacity: readonly number[],
  directions = ['Increase', 'Decrease'],
  action = {},
) => {
  const [minimum, fallback, maximum] = capacity
  const rule = (direction: string) => ({
    metricTrigger: {
      metricName: 'Capacity',
      timeWindow: 'PT30M',
      operator: 'GreaterThan',
      threshold: 70,
    },
    scaleAction: { direction, value: 3, cooldown: 'PT60M', ...action },
  })
  return {
    scaling: {
      autoscale: {
        profiles: [
          {
            name: 'default',
            capacity: { minimum, default: fallback, maximum },
            rules: directions.map(rule),
          },
        ],
      },
    },
  }
}
const selfHosted = (more = {}) => region(3, 3, { selfHosted: [{ name: 'shop', ...more }] })
const carrying = (perUnitRps: number | 'none', ratePerS: number) => ({
  ...region(3, 3, { capacity: { perUnitRps } }),
  load: { ratePerS, durationS: 10 },
})
const forwarding = (attributes: string) => ({
  'policy.xml': policiesWith(`<forward-request ${attributes} />`, 'backend'),
})
const byRegion = {
  'policy.xml': policiesWith(
    '<choose><when condition="@(context.Deployment.Region == "North Europe")"><set-backend-service base-url="https://n.example" /></when></choose>',
  ),
}

const cases: readonly RuleCase[] = [
  [
    'not-zone-redundant',
    'zonal',
    scenarioWith(region(3, 3, { redundancy: 'zonal' })),
    scenarioWith(region(3, 3)),
  ],
  ['not-zone-redundant', 'one zone', scenarioWith(region(1, 3)), scenarioWith(region(2, 4))],
  [
    'not-zone-redundant',
    'a tier without zones',
    scenarioWith(region(1, 2, { tier: 'standard-v2' })),
    scenarioWith(region(3, 3, { tier: 'premium-v2' })),
  ],
  [
    'too-few-units',
    'one automatic unit',
    scenarioWith(region(3, 1, { redundancy: 'automatic' })),
    scenarioWith(region(3, 3, { redundancy: 'automatic' })),
  ],
  [
    'too-few-units',
    'units that share a zone are told by another rule',
    scenarioWith(region(3, 2, { redundancy: 'automatic' })),
    scenarioWith(region(3, 2, { redundancy: 'zonal' })),
  ],
  [
    'developer-tier',
    'Developer',
    scenarioWith(region(1, 1, { tier: 'developer' })),
    scenarioWith(region(1, 1)),
  ],
  [
    'autoscale-limits',
    'four of three zones',
    scenarioWith(autoscale([3, 4, 6])),
    scenarioWith(autoscale([3, 3, 6])),
  ],
  [
    'autoscale-limits',
    'automatic units are free',
    scenarioWith({ ...region(3, 3), ...autoscale([3, 3, 5]) }),
    scenarioWith({ ...region(3, 3, { redundancy: 'automatic' }), ...autoscale([3, 4, 5]) }),
  ],
  [
    'autoscale-limits',
    'a step of one unit, but not one in percent',
    scenarioWith(autoscale([3, 3, 6], undefined, { value: 1 })),
    scenarioWith(autoscale([3, 3, 6], undefined, { type: 'PercentChangeCount', value: 10 })),
  ],
  [
    'autoscale-never-in',
    'only Increase',
    scenarioWith(autoscale([3, 3, 6], ['Increase'])),
    scenarioWith(autoscale([3, 3, 6])),
  ],
  [
    'autoscale-primary-only',
    'two regions',
    scenarioWith({ ...regions(), ...autoscale([3, 3, 6]) }),
    scenarioWith(autoscale([3, 3, 6])),
  ],
  [
    'no-headroom',
    'all but a third',
    scenarioWith(carrying(100, 250)),
    scenarioWith(carrying(100, 200)),
  ],
  [
    'no-headroom',
    'the rate of a spike counts',
    scenarioWith({
      ...carrying(100, 100),
      load: {
        ratePerS: 100,
        durationS: 10,
        arrivals: 'spike',
        spike: { atS: 1, toRatePerS: 250, forS: 2 },
      },
    }),
    scenarioWith(carrying('none', 5_000)),
  ],
  [
    'no-headroom',
    'what workspaces carry is unknown',
    scenarioWith(carrying(100, 250)),
    scenarioWith({
      ...region(3, 3, { capacity: { perUnitRps: 100 }, workspaces: [{ name: 'sales' }] }),
      load: { ratePerS: 250, durationS: 10 },
    }),
  ],
  [
    'no-headroom',
    'what gateways of others carry is unknown',
    scenarioWith(carrying(100, 250)),
    scenarioWith({
      ...region(3, 3, { capacity: { perUnitRps: 100 }, selfHosted: [{ name: 'shop' }] }),
      load: { ratePerS: 250, durationS: 10 },
    }),
  ],
  [
    'one-backend-for-regions',
    'two regions',
    scenarioWith(regions()),
    scenarioWith({ ...regions(), backends: { orders: { regional: true } } }),
  ],
  [
    'one-backend-for-regions',
    'chosen by region',
    scenarioWith(regions()),
    scenarioWith(regions(), byRegion),
  ],
  ['one-backend-for-regions', 'one region', scenarioWith(regions()), scenarioWith({})],
  [
    'timeout-beyond-deadline',
    '5 s against 1 s',
    scenarioWith({}, forwarding('timeout="5"')),
    scenarioWith({}, forwarding('timeout-ms="900"')),
  ],
  [
    'timeout-beyond-deadline',
    'a millisecond more than the second that clients wait',
    scenarioWith({}, forwarding('timeout-ms="1001"')),
    scenarioWith({}, forwarding('timeout="1"')),
  ],
  [
    'self-hosted-single-node',
    'one node',
    scenarioWith(selfHosted({ nodes: 1 })),
    scenarioWith(selfHosted()),
  ],
  [
    'self-hosted-no-backup',
    'no copy',
    scenarioWith(selfHosted({ keepsBackup: false })),
    scenarioWith(selfHosted()),
  ],
]

test.each(cases)('%s finds %s, and not its contrary', (id, _case, bad, good) => {
  expect(findingsOf(id, bad)).not.toEqual([])
  expect(findingsOf(id, good)).toEqual([])
})
