import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../e2e/drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'))
  writeFileSync(
    join(folder, 'unknown-field.yaml'),
    `name: mine
topology:
  tier: premium
  regions: { westeurope: { zones: 3, units: 3 } }
gateway: { config: config }
backends: { backend: {} }
load: { ratePerSecond: 10, durationS: 5 }
objectives: [availability >= 99%]
`,
  )
  writeFileSync(join(folder, 'broken.yaml'), 'name: [unclosed\n')
  mkdirSync(join(folder, 'config', 'apis', 'a'), { recursive: true })
  writeFileSync(
    join(folder, 'config', 'apis', 'a', 'apiInformation.json'),
    JSON.stringify({
      properties: { path: 'a', displayName: 'A', serviceUrl: 'https://a.example' },
    }),
  )
  writeFileSync(
    join(folder, 'config', 'apis', 'a', 'policy.xml'),
    '<policies>\n  <inbound>\n    <base />\n    <set-header name="x">\n  </inbound>\n</policies>\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  [
    'an unknown field',
    ['validate', '@/unknown-field.yaml'],
    /unknown-field\.yaml:7 .*ratePerSecond/,
  ],
  ['YAML that is none', ['validate', '@/broken.yaml'], /broken\.yaml:\d/],
  [
    'zone-redundant with 4 units over 3 zones',
    ['validate', 'zone-down', '--set', 'topology.regions.westeurope.units=4'],
    /4 units[\s\S]*3/,
  ],
  ['malformed policy XML', ['validate', '@/config'], /policy\.xml:\d+:\d+/],
  ['a missing folder', ['run', 'zone-down', '--config', '@/nowhere'], /no folder .*nowhere/],
  ['a seed that is no number', ['run', 'zone-down', '--seed', 'abc'], /seed[\s\S]*whole number/],
  ['a scenario that does not exist', ['run', 'zone-dwon'], /zone-down/],
  [
    'a change of a field that does not exist',
    ['run', 'zone-down', '--set', 'load.rate=1'],
    /load\.rate/,
  ],
  [
    'an objective that is none',
    ['run', 'zone-down', '--set', 'objectives[0]=fast'],
    /objectives\[0\]/,
  ],
  [
    'a fault without a target',
    ['run', 'zone-down', '--set', 'faults[0].zone=9'],
    /faults\[0\][\s\S]*FAULT_WITHOUT_TARGET/,
  ],
  [
    'a fault that does not exist',
    ['run', 'zone-down', '--set', 'faults[0].kind=zone-up'],
    /faults\[0\][\s\S]*zone-up/,
  ],
  [
    'a script that cannot be written there',
    ['export', 'k6', 'zone-down', '--out', '/nowhere/load.ts'],
    /CLI_FILE_NOT_WRITTEN/,
  ],
  ['a run folder that is none', ['report', '@'], /run\.json/],
  ['a command that does not exist', ['drill'], /unknown command/],
  ['a mapping that is none', ['gateway', '@/config', '--map', 'x'], /--map x.*CLI_BAD_MAP/],
  ['a named value that is none', ['gateway', '@/config', '--value', 'x'], /x.*CLI_BAD_VALUE/],
  [
    'a header that is none',
    ['explain', '@/config', 'GET', '/a', '-H', 'Accept'],
    /--header Accept.*CLI_BAD_HEADER/,
  ],
  [
    'a header of two lines',
    ['explain', '@/config', 'GET', '/a', '-H', 'A: 1\r\nB: 2'],
    /CLI_BAD_HEADER/,
  ],
  ['an address that is none', ['explain', '@/config', 'GET', 'a'], /a: .*CLI_BAD_URL/],
  ['a method that is none', ['explain', '@/config', 'G3T', '/a'], /G3T.*CLI_BAD_METHOD/],
  [
    'a subscription that the folder has not',
    ['explain', 'scenarios/configs/orders', 'GET', '/orders/1', '-s', 'kontoso'],
    /--subscription kontoso.*CLI_UNKNOWN_SUBSCRIPTION[\s\S]*contoso, fabrikam/,
  ],
  [
    'an operation that does not exist',
    ['explain', 'scenarios/configs/orders', 'get', '/order/1'],
    /GET \/order\/1.*CLI_UNKNOWN_OPERATION[\s\S]*nearest are:\n +GET \/orders\/\{id\}\n/,
  ],
  ['a tag that no drill has', ['list', '--tag', 'zne'], /--tag zne.*CLI_UNKNOWN_TAG[\s\S]*zone\?/],
  ['a suite that nobody knows', ['suite', 'reliabilty'], /CLI_SUITE_UNKNOWN[\s\S]*reliability\?/],
  ['a folder that holds no suite', ['suite', '--resume', '@'], /SUITE_MISSING/],
  ['a malformed folder', ['explain', '@/config', 'GET', '/a'], /policy\.xml:\d+:\d+/],
  ['a policy document that is not there', ['validate', '@/no.xml'], /no\.xml.*CLI_FILE_MISSING/],
  [
    'a subscription that does not exist',
    ['run', 'zone-down', '--set', 'load.operations[0].subscription=kontoso'],
    /operations\[0\]\.subscription.*LOAD_UNKNOWN_SUBSCRIPTION/,
  ],
])('%s is refused with its place, and nothing is started', async (_case, args, message) => {
  const placed = args.map((arg) => arg.replace('@', folder))
  const out = mkdtempSync(join(tmpdir(), 'cli-out-'))
  const { code, stderr, stdout } = await runCli(
    args[0] === 'run' ? [...placed, '--out', out] : placed,
  )
  expect(`${stdout}${stderr}`).toMatch(message)
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+/m)
  expect(code).toBe(2)
  expect(readdirSync(out)).toEqual([])
})

test('a port in use is told with what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { code, stderr } = await runCli([
    'gateway',
    'scenarios/configs/orders',
    '--port',
    `${port}`,
  ])
  server.close()
  expect(stderr).toContain(`127.0.0.1:${port}: this port is in use`)
  expect(stderr).toMatch(/fix: .*another port/)
  expect(code).toBe(2)
})

test('the help lists every command, and each has examples', async () => {
  const { stdout, code } = await runCli(['--help'])
  expect(code).toBe(0)
  for (const command of ['run', 'report', 'validate', 'explain', 'gateway', 'list', 'topology']) {
    expect(stdout).toContain(`  ${command}`)
    const help = await runCli([command, '--help'])
    expect(help.stdout).toMatch(new RegExp(`Examples?:\\n  gatedrill ${command}`))
    expect(help.code).toBe(0)
  }
})

test('list names the shipped drills', async () => {
  expect((await runCli(['list'])).stdout).toContain('zone-down')
})
