import { expect, test } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import { planDrill } from '../../../../sim/plan-drill.ts'

type Autoscale = NonNullable<NonNullable<ScenarioInput['scaling']>['autoscale']>

const capacity = { perUnitRps: 100 }
const three = { tier: 'premium', regions: { r: { zones: 3, units: 3 } }, capacity } as const

function plan(changes: Partial<ScenarioInput>) {
  return planDrill(
    scenarioSchema.parse({
      name: 'scaled',
      topology: three,
      gateway: { config: 'none' },
      backends: { backend: {} },
      load: { ratePerS: 1, durationS: 60 },
      objectives: ['recovery < 10s'],
      ...changes,
    }),
  )
}

function autoscale(minimum: number, maximum: number, value = 3): Autoscale {
  return {
    profiles: [
      {
        name: 'default',
        capacity: { minimum, maximum, default: minimum },
        rules: [
          {
            metricTrigger: {
              metricName: 'Capacity',
              timeWindow: 'PT30M',
              operator: 'GreaterThan',
              threshold: 70,
            },
            scaleAction: { direction: 'Increase', value, cooldown: 'PT60M' },
          },
        ],
      },
    ],
  }
}

test.each([
  ['by hand, in multiples of the zones', { scaling: { manual: [{ atS: 1, units: 6 }] } }],
  ['by rules, in multiples of the zones', { scaling: { autoscale: autoscale(3, 9) } }],
  [
    'by one where units are spread as it comes',
    {
      topology: { ...three, redundancy: 'automatic' },
      scaling: { manual: [{ atS: 1, units: 4 }], autoscale: autoscale(1, 4, 1) },
    },
  ],
] satisfies [string, Partial<ScenarioInput>][])('a service may scale %s', (_case, changes) => {
  expect(() => plan(changes)).not.toThrow()
})

test.each([
  [
    'a count that is no multiple of the zones',
    { scaling: { manual: [{ atS: 1, units: 4 }] } },
    /scaling.manual\[0\]: 4 is no multiple of 3 \(SCALING_NOT_MULTIPLE\)/,
  ],
  [
    'a limit that is none',
    { scaling: { autoscale: autoscale(3, 10) } },
    /profiles\[0\].capacity.maximum: 10 is no multiple/,
  ],
  [
    'a step that is none',
    { scaling: { autoscale: autoscale(3, 9, 1) } },
    /rules\[0\].scaleAction.value: 1 is no multiple/,
  ],
  [
    'more units than the tier has',
    {
      topology: { ...three, tier: 'standard', regions: { r: { zones: 1, units: 1 } } },
      scaling: { manual: [{ atS: 1, units: 5 }] },
    },
    /5 units in tier Standard \(SCALING_IMPOSSIBLE\)/,
  ],
  [
    'a region that is not there',
    { scaling: { manual: [{ atS: 1, units: 3, region: 'mars' }] } },
    /there is no region mars/,
  ],
  [
    'rules without a metric',
    { topology: { ...three, capacity: {} }, scaling: { autoscale: autoscale(3, 9) } },
    /nothing says how much of a unit is used/,
  ],
  [
    'rules for a single unit',
    {
      topology: { tier: 'developer', regions: { r: { zones: 1, units: 1 } }, capacity },
      scaling: { autoscale: autoscale(1, 1, 1) },
    },
    /autoscale in tier Developer/,
  ],
  [
    'a change to a tier without zones',
    { changes: [{ atS: 1, tier: 'standard' }] },
    /changes\[0\]: 3 zones in tier Standard/,
  ],
] satisfies [string, Partial<ScenarioInput>, RegExp][])(
  'nothing starts for %s',
  (_case, changes, message) => {
    expect(() => plan(changes)).toThrow(message)
  },
)
