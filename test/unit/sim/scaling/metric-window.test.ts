import { expect, test } from 'vitest'
import { type AutoscaleRule, autoscaleSchema } from '../../../../scenarios/schema/autoscale.ts'
import { fires, metricOf, type Sample } from '../../../../sim/scaling/metric-window.ts'

const minuteMs = 60_000

function triggerOf(changes: Partial<AutoscaleRule['metricTrigger']> = {}) {
  const [profile] = autoscaleSchema.parse({
    profiles: [
      {
        name: 'p',
        capacity: { minimum: 1, maximum: 1, default: 1 },
        rules: [
          {
            metricTrigger: {
              metricName: 'Capacity',
              timeWindow: 'PT5M',
              operator: 'GreaterThan',
              threshold: 70,
            },
            scaleAction: { direction: 'Increase', cooldown: 'PT1M' },
          },
        ],
      },
    ],
  }).profiles
  const [rule] = profile?.rules ?? []
  if (rule === undefined) throw new Error('one was given')
  return { ...rule.metricTrigger, ...changes }
}

/** Two instances at the minutes 1, 2 and 3; asked at 3. */
const samples: Sample[] = [
  [10, 30],
  [20, 60],
  [50, 100],
].flatMap((values, index) =>
  values.map((value, at) => ({
    atMs: (index + 1) * minuteMs,
    instance: `i${at}`,
    metric: 'Capacity' as const,
    value,
  })),
)

test.each([
  ['averages over instances and then over time', {}, 45],
  ['the busiest instance', { statistic: 'Max' }, (30 + 60 + 100) / 3],
  ['the peak of the busiest', { statistic: 'Max', timeAggregation: 'Maximum' }, 100],
  ['the least of all', { statistic: 'Min', timeAggregation: 'Minimum' }, 10],
  ['the sum of all', { statistic: 'Sum', timeAggregation: 'Total' }, 270],
  ['the last average', { timeAggregation: 'Last' }, 75],
  ['how many grains', { timeAggregation: 'Count' }, 3],
  ['how many samples in a grain', { statistic: 'Count', timeAggregation: 'Maximum' }, 2],
  ['a share for each instance', { statistic: 'Sum', dividePerInstance: true }, 45],
  ['only what lies in the window', { timeWindow: 2 * minuteMs }, 57.5],
  ['grains of two minutes', { timeGrain: 2 * minuteMs, timeAggregation: 'Count' }, 2],
] satisfies [string, Partial<AutoscaleRule['metricTrigger']>, number][])(
  'a metric is %s',
  (_case, changes, expected) => {
    expect(metricOf(triggerOf(changes), samples, 3 * minuteMs)).toBeCloseTo(expected)
  },
)

test('a metric that nobody has cannot be read', () => {
  const trigger = triggerOf({ metricName: 'CpuPercent_Gateway' })
  expect(metricOf(trigger, samples, 3 * minuteMs)).toBeUndefined()
})

test.each([
  ['Equals', [false, true, false]],
  ['NotEquals', [true, false, true]],
  ['GreaterThan', [false, false, true]],
  ['GreaterThanOrEqual', [false, true, true]],
  ['LessThan', [true, false, false]],
  ['LessThanOrEqual', [true, true, false]],
] as const)('%s compares with the threshold', (operator, expected) => {
  const trigger = triggerOf({ operator, threshold: 70 })
  expect([69, 70, 71].map((value) => fires(trigger, value))).toEqual(expected)
})
