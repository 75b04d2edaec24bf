import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { type InitOptions, init } from '../../../../cli/actions/init.ts'
import { prepareDrill } from '../../../../cli/prepare-drill.ts'
import { outlineOf } from '../../../../sim/outline.ts'

const config = join(import.meta.dirname, '../../../../scenarios/configs/orders')

/** What is said, and where; `typed` is what the person types. */
async function initIn(folder: string, options: InitOptions, typed = '') {
  const input = new PassThrough()
  const output = new PassThrough()
  input.end(typed)
  const said = text(output)
  try {
    await init(folder, options, { input, output })
  } finally {
    output.end()
  }
  return said
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The world and load that a file stands for. */
async function outlineIn(file: string) {
  const { loaded, configuration } = await prepareDrill(file, { seed: 1, set: [] })
  return outlineOf(loaded.scenario, configuration.content, configuration.failing, 1)
}

const withCode = (code: string) =>
  expect.objectContaining({ problems: [expect.objectContaining({ code })] })

test.each([
  [
    'a zone of three',
    'westeurope:3:3',
    'zone-redundant',
    ['westeurope-1-u1-a', 'westeurope-1-u1-b'],
  ],
  ['a zone of two', 'westeurope:2:3', 'automatic', ['westeurope-1-u1-a']],
  [
    'a region',
    'westeurope:1:2,northeurope:1:1',
    'zone-redundant',
    ['northeurope-1-u1-a', 'northeurope-1-u1-b'],
  ],
  ['a unit', 'westeurope:1:2', 'zone-redundant', ['westeurope-1-u1-a', 'westeurope-1-u1-b']],
])('what is written can run, and %s is what fails', async (_what, regions, redundancy, targets) => {
  const folder = newFolder()
  const said = await initIn(folder, { config, regions, load: '40/s 99.5% 300ms', yes: true })
  const outline = await outlineIn(join(folder, 'orders-outage.yaml'))
  expect(outline.topology.redundancy).toBe(redundancy)
  expect(outline.faults[0]?.targets).toEqual(expect.arrayContaining(targets))
  expect(outline.load.ratePerS).toBe(40)
  expect(outline.objectives).toEqual(
    expect.arrayContaining(['availability >= 99.5%', 'p99(latency) < 300ms before fault']),
  )
  // Of the configuration's four operations, the one behind a JWT is left out.
  expect(outline.load.operations.map(({ path }) => path)).toContainEqual(
    expect.stringMatching(/^\/orders\//),
  )
  const next = [...said.matchAll(/gatedrill (validate|run) (\S+\.yaml)/g)]
  expect(next.map(([, command]) => command)).toEqual(['validate', 'run', 'run'])
})

test('an editor is offered the faults there are, and accepts what is written', async () => {
  const folder = newFolder()
  await initIn(folder, { config, yes: true })
  const written = readFileSync(join(folder, 'orders-outage.yaml'), 'utf8')
  expect(written).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const accepts = ajv.compile(
    JSON.parse(readFileSync(join(folder, 'scenario.schema.json'), 'utf8')),
  )
  const scenario = parse(written)
  expect(accepts(scenario), JSON.stringify(accepts.errors)).toBe(true)
  const faults = [{ kind: 'zone-dwon', atS: 1, durationS: 1 }]
  expect(accepts({ ...scenario, faults })).toBe(false)
})

test('questions are asked again until they are understood, and nothing typed is the usual', async () => {
  const folder = newFolder()
  const typed = [config, 'West Europe', 'westeurope:1:1', '', ''].join('\n')
  const said = await initIn(folder, { name: 'mine' }, typed)
  expect(said.match(/Regions/g)).toHaveLength(2)
  expect(said).toContain('CLI_BAD_REGIONS')
  const outline = await outlineIn(join(folder, 'mine.yaml'))
  expect(outline).toMatchObject({ scenario: 'mine', load: { ratePerS: 50 } })
})

test('a file that is there is kept, unless --force says otherwise', async () => {
  const folder = newFolder()
  const files = ['orders-outage.yaml', 'scenario.schema.json'].map((name) => join(folder, name))
  for (const file of files) writeFileSync(file, 'mine')
  const options: InitOptions = { config, yes: true }
  await expect(initIn(folder, options)).rejects.toThrow(withCode('CLI_INIT_FILE_EXISTS'))
  await initIn(folder, { ...options, name: 'other' })
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['mine', 'mine'])
  await initIn(folder, { ...options, force: true })
  expect(files.map((file) => readFileSync(file, 'utf8'))).not.toContain('mine')
})

test.each([
  ['no configuration', { config: '/nowhere', yes: true }, 'CLI_INIT_WITHOUT_CONFIG'],
  ['no answer', { config }, 'CLI_INIT_NOT_ANSWERED'],
  ['a name that is none', { config, yes: true, name: 'My Drill' }, 'CLI_INIT_IMPOSSIBLE'],
] as const)('%s is told, and nothing is written', async (_what, options, code) => {
  await expect(initIn(join(newFolder(), 'new'), options)).rejects.toThrow(withCode(code))
})
