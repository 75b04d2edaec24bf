import { expect, test } from 'vitest'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { planDrill } from '../../../../sim/plan-drill.ts'

const regions = { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } }
const restore = { atS: 1, post: 'restore', service: 'standby', body: {} }

const planOf = (given: object) =>
  planDrill(
    scenarioSchema.parse({
      name: 'standby',
      topology: { tier: 'premium', redundancy: 'automatic', regions },
      gateway: { config: 'none' },
      backends: { backend: {} },
      load: { ratePerS: 1, durationS: 10 },
      edits: [restore],
      faults: [{ kind: 'management-down', atS: 1, durationS: 5 }],
      objectives: ['recovery < 10s'],
      ...given,
    }),
  )

test('the instances of a standby ask its plane, and all others that of the primary region', () => {
  const { world, faults } = planOf({ standby: { region: 'northeurope' } })
  const linksTo = (plane: string) =>
    world.linksBetween(
      ({ kind }) => kind === 'instance',
      ({ name }) => name === plane,
    )
  expect(linksTo('management')).toHaveLength(2)
  expect(linksTo('management').every((link) => link.startsWith('westeurope-'))).toBe(true)
  expect(linksTo('management-standby')).toHaveLength(2)
  expect(linksTo('management-standby').every((link) => link.startsWith('northeurope-'))).toBe(true)
  // A fault of the management plane is about the first service.
  expect(faults[0]?.targets.map(({ name }) => name)).toEqual(['management'])
})

test('a region that is lost takes its own plane along', () => {
  const lost = { kind: 'region-down', region: 'northeurope', atS: 1, durationS: 5 }
  const { faults } = planOf({ standby: { region: 'northeurope' }, faults: [lost] })
  const names = faults[0]?.targets.map(({ name }) => name)
  expect(names).toContain('management-standby')
  expect(names).not.toContain('management')
})

test.each([
  ['in the primary region', { standby: { region: 'westeurope' } }],
  ['in a region that is not there', { standby: { region: 'mars' } }],
  ['that an edit names and nobody has', {}],
])('a standby %s is refused', (_case, given) => {
  expect(() => planOf(given)).toThrow(/TOPOLOGY_UNKNOWN_REGION/)
})
