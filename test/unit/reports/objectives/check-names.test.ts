import { expect, test } from 'vitest'
import { checkNames } from '../../../../reports/objectives/check-names.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { loadScenario } from '../../../../scenarios/load-scenario.ts'

const { scenario } = await loadScenario('zone-down', { set: [] })
const check = (text: string) => checkNames([parseObjective(text)], scenario)

test.each([
  'availability >= 99% for population clients',
  'availability >= 99% for region westeurope',
  // What only the configuration and the placement know is left to the report.
  'availability >= 99% for zone anywhere for operation anything',
])('%s may be asked', (text) => {
  expect(() => check(text)).not.toThrow()
})

test.each([
  ['population client', /there is no population client[\s\S]*write clients/],
  ['region westeurop', /there is no region westeurop[\s\S]*write westeurope/],
])('for %s is refused before anything starts', (part, words) => {
  expect(() => check(`availability >= 99% for ${part}`)).toThrow(words)
  expect(() => check(`availability >= 99% for ${part}`)).toThrow('OBJECTIVE_UNKNOWN_NAME')
})
