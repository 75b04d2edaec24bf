import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { GatedrillError } from '../../../ledger/errors.ts'
import { parseObjectives } from '../../../reports/objectives/parse-objective.ts'
import { libraryNames } from '../../../scenarios/find-scenario.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { placedError } from '../../../scenarios/placed-error.ts'
import { planDrill } from '../../../sim/plan-drill.ts'
import { errorOf, good, scenarioFiles } from './written-scenario.ts'

const { folder, fileOf } = scenarioFiles()

test('every scenario of the library loads, can be planned, and has objectives that are read', async () => {
  expect(libraryNames()).toContain('zone-down')
  for (const name of libraryNames()) {
    const { scenario } = await loadScenario(name, { set: [] })
    expect(scenario.name).toBe(name)
    expect(planDrill(scenario).instances.length).toBeGreaterThan(0)
    expect(parseObjectives(scenario.objectives)).toHaveLength(scenario.objectives.length)
  }
})

test.each([
  ['.yaml', good],
  ['.yml', good],
  [
    '.json',
    JSON.stringify({
      name: 'mine',
      topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
      gateway: { config: 'config', hosts: { '*': 'orders' } },
      backends: { orders: {} },
      load: { ratePerS: 100, durationS: 10 },
      objectives: ['availability >= 99%'],
    }),
  ],
  [
    '.ts',
    `const units: number = 3
export default {
  name: 'mine',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units } } },
  gateway: { config: 'config', hosts: { '*': 'orders' } },
  backends: { orders: {} },
  load: { ratePerS: 100, durationS: 10 },
  objectives: ['availability >= 99%'],
}
`,
  ],
])('a %s file loads with every default', async (extension, text) => {
  const file = fileOf(extension, text)
  const loaded = await loadScenario(file, { set: [] })
  expect(loaded).toMatchObject({ file, configFolder: join(folder, 'config') })
  expect(loaded.scenario).toMatchObject({
    name: 'mine',
    timing: { profile: 'drill' },
    topology: { redundancy: 'zone-redundant' },
    backends: { orders: { latencyMs: 5, spread: 0.3 } },
    load: { arrivals: 'poisson', connections: 64 },
    faults: [],
  })
})

const unknownField = good.replace('ratePerS: 100', 'ratePers: 100')

test.each([
  [
    'an unknown field',
    unknownField,
    [
      [10, 'load.ratePerS', 'SCENARIO_MISSING_FIELD', /needs it/],
      [11, 'load.ratePers', 'SCENARIO_UNKNOWN_FIELD', /write ratePerS/],
    ],
  ],
  [
    'a name of the wrong shape',
    good.replace('name: mine', 'name: My Drill'),
    [[1, 'name', 'SCENARIO_BAD_VALUE', /lower case letters/]],
  ],
  [
    'a tier that is none',
    good.replace('premium', 'premum'),
    [[3, 'topology.tier', 'SCENARIO_BAD_VALUE', /write premium/]],
  ],
  [
    'a number written as a text',
    good.replace('units: 3', 'units: "3"'),
    [
      [
        5,
        'topology.regions.westeurope.units',
        'SCENARIO_BAD_VALUE',
        /whole number from 1 up to 31.*, without quotes/,
      ],
    ],
  ],
  [
    'a path without its slash',
    good.replace('  durationS: 10', '  durationS: 10\n  operations: [{ name: a, path: a }]'),
    [[13, 'load.operations[0].path', 'SCENARIO_BAD_VALUE', /fits: begins with \/ and is/]],
  ],
  [
    'a field with more letters than it has',
    good.replace('  durationS: 10', '  durationS: 10\n  connectionsMax: 5'),
    [[13, 'load.connectionsMax', 'SCENARIO_UNKNOWN_FIELD', /write connections/]],
  ],
  [
    'a region with a bad name',
    good.replace('westeurope', 'West'),
    [[5, 'topology.regions.West', 'SCENARIO_BAD_VALUE', /bad name "West"/]],
  ],
  [
    'a host that leads to no backend',
    good.replace("'*': orders", "'*': ordrs"),
    [[8, 'gateway.hosts.*', 'SCENARIO_UNKNOWN_NAME', /write orders/]],
  ],
  [
    'a token that nobody mints',
    good.replace(
      '  durationS: 10',
      '  durationS: 10\n  operations:\n    - { name: a, path: /, token: true }',
    ),
    [[14, 'load.operations[0].token', 'SCENARIO_UNKNOWN_NAME', /no identity and no load\.token/]],
  ],
  [
    'a backend whose name is a path',
    good.replace('orders: {}', '../x: {}').replace("'*': orders", "'*': ../x"),
    [[9, 'backends["../x"]', 'SCENARIO_BAD_VALUE', /lower case letters/]],
  ],
  [
    'a configuration folder that is not there',
    good.replace('config: config', 'config: conf'),
    [[7, 'gateway.config', 'SCENARIO_CONFIG_MISSING', /no folder .*conf/]],
  ],
] satisfies [string, string, [number, string, string, RegExp][]][])(
  '%s is named with its line and what would be right',
  async (_case, text, expected) => {
    const file = fileOf('.yaml', text)
    const { problems, message } = await errorOf(file)
    expect(problems.map(({ where, code }) => [where.replace(/"$/, '"'), code])).toEqual(
      expected.map(([line, path, code]) => [`${file}:${line} ${path}`, code]),
    )
    for (const [, , , pattern] of expected) expect(message).toMatch(pattern)
  },
)

test.each([
  ['a bracket that is not closed', 'name: x\ntopology:\n  tier: [a\nload: 3\n', ':4:1'],
  ['a key twice', 'name: x\nname: y\n', ':2:1'],
  ['a tab as indent', 'load:\n\tratePerS: 1\n', ':2:1'],
  ['an alias without anchor', 'name: *nothing\n', ''],
])('malformed YAML with %s names the line', async (_case, text, place) => {
  const file = fileOf('.yaml', text)
  const { problems } = await errorOf(file)
  expect(problems[0]).toMatchObject({ code: 'SCENARIO_SYNTAX', where: `${file}${place}` })
})

test('aliases that unfold without end are refused', async () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const ten = Array(10).fill(`*a${level}`).join(', ')
    return `a${level + 1}: &a${level + 1} [${ten}]`
  })
  const { problems } = await errorOf(fileOf('.yaml', `a0: &a0 [x]\n${levels.join('\n')}\n`))
  expect(problems[0]?.code).toBe('SCENARIO_SYNTAX')
})

test.each([
  ['does not parse', 'export default {\n  name: \n}\n', 'SCENARIO_SYNTAX', /^/],
  ['throws', 'const x = {}\nx.y.z()\nexport default {}\n', 'SCENARIO_SYNTAX', /:2:\d+/],
  [
    'imports what is not there',
    "import './nope.ts'\nexport default {}\n",
    'SCENARIO_SYNTAX',
    /nope/,
  ],
  ['exports nothing by default', 'export const a = 1\n', 'SCENARIO_WITHOUT_DEFAULT_EXPORT', /^/],
  ['exports no scenario', 'export default 5\n', 'SCENARIO_BAD_VALUE', /expected object/],
])('a TypeScript file that %s is refused with its name', async (_case, text, code, message) => {
  const file = fileOf('.ts', text)
  const error = await errorOf(file)
  expect(error.problems[0]?.code).toBe(code)
  expect(error.problems[0]?.where).toMatch(file)
  expect(error.message).toMatch(message)
})

test('a field of a TypeScript file is named with its line', async () => {
  const text = `export default {\n  name: 'x',\n  topology: {\n    tier: 'premium',\n    zone: 3,\n  },\n}\n`
  const { problems } = await errorOf(fileOf('.ts', text))
  const unknown = problems.find(({ code }) => code === 'SCENARIO_UNKNOWN_FIELD')
  expect(unknown?.where).toMatch(/\.ts:5 topology\.zone$/)
})

test.each([
  ['a name that is near one', 'zone-don', 'SCENARIO_NOT_FOUND', /fix: zone-down\?/],
  ['a name that is none', 'nothing-like-it', 'SCENARIO_NOT_FOUND', /the library has .*zone-down/],
  ['a file that is not there', './nope.yaml', 'SCENARIO_NOT_FOUND', /no such file/],
  ['a folder', '.', 'SCENARIO_NOT_FOUND', /--config \./],
  ['a file of another kind', 'package.json.bak/', 'SCENARIO_NOT_FOUND', /no such file/],
  ['a file that is no scenario', './LICENSE', 'SCENARIO_UNREADABLE', /file without extension/],
])('%s is refused', async (_case, nameOrPath, code, message) => {
  const error = await errorOf(nameOrPath)
  expect(error.problems[0]?.code).toBe(code)
  expect(error.message).toMatch(message)
})

test('settings change the scenario in their order', async () => {
  const set = ['topology.redundancy=zonal', 'topology.zonalIn=3', 'topology.zonalIn=2']
  const { scenario } = await loadScenario(fileOf('.yaml', good), { set })
  expect(scenario.topology).toMatchObject({ redundancy: 'zonal', zonalIn: 2 })
})

test('a bad value that a setting brought is laid to the setting', async () => {
  const { problems } = await errorOf(fileOf('.yaml', good), { set: ['load.ratePerS=-1'] })
  expect(problems).toMatchObject([
    {
      where: '--set load.ratePerS=-1',
      code: 'SCENARIO_BAD_VALUE',
      fix: 'give a number above 0 up to 100000 (requests, or sessions, per second)',
    },
  ])
})

const calling = (subscription: string) =>
  good.replace(
    '  durationS: 10',
    `  durationS: 10\n  operations: [{ name: a, path: /a, subscription: ${subscription} }]`,
  )

test.each([
  ['keeps operations whose subscriptions it has', 'fabrikam', 1],
  ['drops operations whose subscriptions it has not', 'contoso', undefined],
])('another configuration %s', async (_case, subscription, count) => {
  const config = join(folder, 'config')
  const { scenario, configFolder } = await loadScenario(fileOf('.yaml', calling(subscription)), {
    set: [],
    config,
  })
  expect(configFolder).toBe(resolve(config))
  expect(scenario.gateway.config).toBe(config)
  expect(scenario.load.operations?.length).toBe(count)
})

test('another configuration that is not there is laid to the argument', async () => {
  const { problems } = await errorOf(fileOf('.yaml', good), { set: [], config: 'no/such/folder' })
  expect(problems).toMatchObject([
    { where: '--config no/such/folder', code: 'SCENARIO_CONFIG_MISSING' },
  ])
})

test('a file in the place of the configuration is called one', async () => {
  const config = fileOf('.yaml', good)
  const { problems } = await errorOf(config, { set: [], config })
  expect(problems).toMatchObject([{ what: `${config} is a file, no folder` }])
})

test('what later rooms find wrong is placed in the file too', async () => {
  const { scenario, placeOf, file } = await loadScenario(
    fileOf('.yaml', good.replace('units: 3', 'units: 4')),
    { set: [] },
  )
  try {
    planDrill(scenario)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    expect(placedError(error, placeOf).problems[0]).toMatchObject({
      where: `${file}:5 topology.regions.westeurope.units`,
      what: '4 units over 3 zones',
    })
  }
})

test('what is wrong with an option is laid to the option, not to the file', async () => {
  const { placeOf } = await loadScenario(fileOf('.yaml', good), { set: [] })
  const error = new GatedrillError({
    code: 'OBJECTIVE_SYNTAX',
    where: '--slo 1 "p99 < x"',
    what: 'x',
    why: 'x',
    fix: 'x',
  })
  expect(placedError(error, placeOf).problems[0]?.where).toBe('--slo 1 "p99 < x"')
})

const editing = (edit: string) => good.replace('objectives:', `edits:\n  - ${edit}\nobjectives:`)

test('the file of an edit is read: XML becomes the properties of a policy', async () => {
  writeFileSync(join(folder, 'edit.xml'), '<policies />')
  const text = editing('{ atS: 3, put: policies/policy, file: edit.xml }')
  const { scenario } = await loadScenario(fileOf('.yaml', text), { set: [] })
  expect(scenario.edits).toEqual([
    {
      atS: 3,
      put: 'policies/policy',
      body: { properties: { format: 'rawxml', value: '<policies />' } },
    },
  ])
})

test.each([
  ['a file that is not there', '{ atS: 3, put: apis/a, file: gone.json }', 'SCENARIO_EDIT_FILE'],
  ['two methods', '{ atS: 3, put: apis/a, delete: apis/a }', 'SCENARIO_BAD_VALUE'],
  ['a body and a file', '{ atS: 3, put: apis/a, body: {}, file: a.json }', 'SCENARIO_BAD_VALUE'],
])('an edit with %s is refused', async (_case, edit, code) => {
  const { problems } = await errorOf(fileOf('.yaml', editing(edit)))
  expect(problems).toMatchObject([{ code }])
})

test('a twin is the scenario with the fields that its claim names, which more settings change further', async () => {
  const { scenario } = await loadScenario('zone-down', { set: ['load.ratePerS=50'], isTwin: true })
  expect(scenario.topology.redundancy).toBe('zonal')
  expect(scenario.load.ratePerS).toBe(50)
})

test('a scenario without a twin is bad input for --twin', async () => {
  const file = fileOf('.yaml', good)
  const error = await errorOf(file, { isTwin: true })
  expect(error.problems[0]).toMatchObject({
    code: 'SCENARIO_WITHOUT_TWIN',
    what: 'this scenario has no twin',
  })
})

test('an empty file is told to be one', async () => {
  const { problems } = await errorOf(fileOf('.yaml', '# later\n'))
  expect(problems).toMatchObject([{ what: 'nothing is written here' }])
})
