import { expect, test } from 'vitest'
import { linesOfLiteral } from '../../../scenarios/literal-lines.ts'

const linesOf = (text: string) => Object.fromEntries(linesOfLiteral(text))

test('finds the line of every field of the exported literal', () => {
  const text = `import { defineScenario } from './define.ts'

const other = { name: 'not this one' }
/** Says { brackets: here } too. */
export default defineScenario({
  name: 'x', // and { here: ]
  topology: {
    regions: { westeurope: { zones: 3,
      units: 3 } },
  },
  gateway: { hosts: { 'a.b': 'orders: {', "*": \`}\` } },
  faults: [
    { kind: 'zone-down', zone: 2 },

    { kind: 'zone-down',
      zone: 3 },
  ],
  objectives: [
    'recovery < 10s',
    'lost(config) = 0',
  ],
})
const later = { faults: 1 }
`
  expect(linesOf(text)).toMatchObject({
    name: 6,
    'topology.regions.westeurope.zones': 8,
    'topology.regions.westeurope.units': 9,
    'gateway.hosts["a.b"]': 11,
    'gateway.hosts.*': 11,
    faults: 12,
    'faults[0].zone': 13,
    'faults[1]': 15,
    'faults[1].zone': 16,
    'objectives[1]': 20,
  })
})

test.each([
  ['a file without export', 'const a = 1'],
  ['an export of a name', 'const a = { name: 1 }\nexport default a\n'],
  ['nothing', ''],
  ['brackets that never close', 'export default { name: [{{{('],
])('%s is no reason to fail', (_case, text) => {
  expect(() => linesOf(text)).not.toThrow()
})
