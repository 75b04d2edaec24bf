import { expect, test } from 'vitest'
import { readSlos } from '../../../../scenarios/slo/read-slos.ts'

const read = (text: string) => readSlos([{ name: 'slo.yaml', text }])

const availability = `apiVersion: openslo/v1
kind: SLO
metadata: { name: orders, displayName: Orders are answered }
spec:
  service: orders
  indicator:
    metadata: { name: good }
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { type: gatedrill, spec: { outcome: ok } } }
        total: { metricSource: { type: gatedrill, spec: { outcome: [ok, failed, unknown, not-sent] } } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 99.9
`

test('an SLO is read with its targets as shares and its durations in seconds', () => {
  expect(read(availability)).toEqual([
    {
      name: 'orders',
      title: 'Orders are answered',
      where: 'slo.yaml:1',
      windowS: 28 * 86_400,
      method: 'Occurrences',
      objectives: [
        {
          title: 'Orders are answered',
          target: 0.999,
          indicator: {
            kind: 'ratio',
            good: { outcome: ['ok'] },
            total: { outcome: ['ok', 'failed', 'unknown', 'not-sent'] },
          },
        },
      ],
      alerts: [],
    },
  ])
})

test('what it refers to may stand in any of the files', () => {
  const slo = `apiVersion: openslo/v1
kind: SLO
metadata: { name: quick }
spec:
  indicatorRef: latency
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Timeslices
  objectives:
    - { displayName: p99, op: lt, value: 250, target: 0.95, timeSliceWindow: 1m }
  alertPolicies: [page]
`
  const rest = `apiVersion: openslo/v1
kind: SLI
metadata: { name: latency }
spec: { thresholdMetric: { metricSource: { spec: { measure: latency, quantile: 0.99, api: orders } } } }
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: { name: page }
spec: { conditions: [{ conditionRef: fast }], notificationTargets: [] }
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: { name: fast }
spec: { severity: page, condition: { kind: burnrate, op: lte, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m } }
---
apiVersion: openslo/v1
kind: Service
metadata: { name: orders }
spec: {}
`
  const slos = readSlos([
    { name: 'slo.yaml', text: slo },
    { name: 'rest.yaml', text: rest },
  ])
  expect(slos).toMatchObject([
    {
      method: 'Timeslices',
      objectives: [
        {
          op: 'lt',
          value: 250,
          timeSliceWindowS: 60,
          indicator: { kind: 'threshold', threshold: { quantile: 0.99, api: ['orders'] } },
        },
      ],
      alerts: [{ name: 'fast', threshold: 14.4, lookbackS: 3_600 }],
    },
  ])
})

test.each([
  [
    'a bad target',
    'targetPercent: 99.9',
    'targetPercent: 199',
    /slo\.yaml:16 spec\.objectives\[0\]\.targetPercent/,
  ],
  ['no target', 'targetPercent: 99.9', 'displayName: x', /slo\.yaml:16 [\s\S]*either target/],
  [
    'another version',
    'openslo/v1',
    'openslo/v2alpha',
    /slo\.yaml:1 apiVersion[\s\S]*write apiVersion: openslo\/v1/,
  ],
  ['an unknown kind', 'kind: SLO', 'kind: SLOO', /slo\.yaml:2 kind[\s\S]*write SLO/],
  [
    'a duration that is none',
    '28d',
    '28 days',
    /slo\.yaml:13 spec\.timeWindow\[0\]\.duration[\s\S]*5m, 1h, 28d/,
  ],
  [
    'a field that no request has',
    '{ outcome: ok }',
    '{ colour: red }',
    /slo\.yaml:11 [\s\S]*colour/,
  ],
  [
    'a metric of others',
    'type: gatedrill, spec: { outcome: ok }',
    'type: Prometheus, spec: { query: up }',
    /metric is of Prometheus/,
  ],
  [
    'a ratio without good',
    '        good: {',
    '        nothing: {',
    /needs total, and one of good and bad/,
  ],
  [
    'an indicator that is not there',
    '  indicator:\n',
    '  indicatorRef: gone\n  other:\n',
    /there is no SLI gone/,
  ],
  [
    'slices without a window',
    'budgetingMethod: Occurrences',
    'budgetingMethod: Timeslices',
    /timeSliceWindow is missing/,
  ],
  ['no YAML', 'spec:', 'spec: [', /SCENARIO_SYNTAX/],
])('%s is refused with its line', (_what, from, to, words) => {
  expect(() => read(availability.replace(from, to))).toThrow(words)
})

test('files without any SLO are refused', () => {
  expect(() => read('')).toThrow(/there is no SLO \(SCENARIO_SLO\)/)
})
