import { expect, test } from 'vitest'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { planDrill } from '../../../sim/plan-drill.ts'

const input = {
  name: 'plan',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  gateway: { config: 'none' },
  backends: { orders: {} },
  load: { ratePerS: 1, durationS: 10 },
  faults: [{ kind: 'zone-down', zone: 2, atS: 1, durationS: 5 }],
  objectives: ['recovery < 10s'],
}

test('a plan has every instance, and the targets of every fault', () => {
  const plan = planDrill(scenarioSchema.parse(input))
  expect(plan.instances).toHaveLength(6)
  expect(plan.faults[0]?.targets.map(({ zone }) => zone)).toEqual(['westeurope-2', 'westeurope-2'])
})

test.each(['links', 'load', 'client', 'identity', 'management', 'edge-westeurope'])(
  'a backend cannot be called %s, as another part of the world is',
  (name) => {
    const scenario = scenarioSchema.parse({ ...input, backends: { [name]: {} } })
    expect(() => planDrill(scenario)).toThrow(/BACKEND_NAME_TAKEN/)
  },
)
