import { expect, test } from 'vitest'
import { refusedOperations } from '../../../cli/refused-operations.ts'
import { loadArtifacts } from '../../../gateway/config/load-artifacts.ts'
import { libraryNames } from '../../../scenarios/find-scenario.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { resolveOperations } from '../../../sim/load-mix.ts'

async function refusedOf(name: string, set: readonly string[] = []) {
  const { scenario, configFolder } = await loadScenario(name, { set })
  const { content } = await contentOf(configFolder, scenario.gateway.namedValues)
  return refusedOperations(scenario, resolveOperations(scenario, content), content)
}

const loads = new Map<string, ReturnType<typeof loadArtifacts>>()

function contentOf(folder: string, namedValues: Readonly<Record<string, string>>) {
  const keysOf = (id: string) => ({ primary: `${id}-1`, secondary: `${id}-2` })
  const load = loads.get(folder) ?? loadArtifacts(folder, { namedValues, keysOf })
  loads.set(folder, load)
  return load
}

test('no drill of the library sends what its gateway turns away', async () => {
  for (const name of libraryNames()) expect(await refusedOf(name), name).toEqual([])
})

test.each([
  ['a path of no API', 'path=/ordres/1', 'CLI_LOAD_UNMATCHED', 'load.operations[1].path'],
  ['a method of none', 'method=DELETE', 'CLI_LOAD_UNMATCHED', 'load.operations[1].path'],
  ['no key', 'subscription=', 'CLI_LOAD_WITHOUT_KEY', 'load.operations[1]'],
])('%s is told with its place', async (_what, change, code, where) => {
  const [field, value] = change.split('=')
  const { default: zoneDown } = await import('../../../scenarios/library/zone-down.ts')
  const [first, second, ...others] = zoneDown.load.operations ?? []
  const changed = { ...second, [String(field)]: value === '' ? undefined : value }
  const load = { ...zoneDown.load, operations: [first, changed, ...others] }
  const scenario = scenarioSchema.parse({ ...zoneDown, load })
  const { configFolder } = await loadScenario('zone-down', { set: [] })
  const { content } = await contentOf(configFolder, {})
  const refused = refusedOperations(scenario, resolveOperations(scenario, content), content)
  expect(refused).toMatchObject([{ code, where }])
})

test('what is meant to be turned away is no mistake', async () => {
  const set = ['load.operations[1].path=/nowhere', 'load.operations[1].okStatuses=[404]']
  expect(await refusedOf('zone-down', set)).toEqual([])
})
