import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../e2e/drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'advise-'))
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const api = { properties: { path: 'a', displayName: 'A', protocols: ['http', 'https'] } }
  put('config/apis/a/apiInformation.json', JSON.stringify(api, undefined, 2))
  put('config/apis/a/specification.yaml', 'openapi: 3.0.1\npaths: { /it: { get: {} } }\n')
  put(
    'config/policy.xml',
    '<policies>\n  <backend>\n    <forward-request />\n  </backend>\n</policies>\n',
  )
  put('loose/torn.xml', '<policies><inbound>')
  put('loose/one.xml', '<policies><backend><forward-request /></backend></policies>')
  put('broken/apis/a/apiInformation.json', '{"properties": {"path": 7}}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (path: string) => join(folder, path)

test('a configuration is told by severity, with places, reasons, remedies and articles', async () => {
  const { stdout, code } = await runCli(['advise', at('config')])
  expect(code).toBe(1)
  const [high = 0, medium = 0] = ['plain-http-api', 'forward-timeout-unset'].map((id) =>
    stdout.search(new RegExp(`^(high|medium) +${id} {2}`, 'm')),
  )
  expect(high).toBeGreaterThanOrEqual(0)
  expect(medium).toBeGreaterThan(high)
  expect(stdout).toMatch(/apis\/a\/apiInformation\.json:5:18 protocols {2}API a takes http$/m)
  expect(stdout).toMatch(/policy\.xml:3:5 {2}it waits 300 s for an answer$/m)
  expect(stdout).toMatch(/^ {2}why: .+\n {2}fix: .+\n {2}see: .+, https:\/\//m)
  expect(stdout).toMatch(/^advice {2}.*: 1 high, \d medium, 0 low; \d+ rules, \d+ of which need a/m)
})

test('the same as JSON and as SARIF', async () => {
  const file = at('advice.sarif')
  const { stdout } = await runCli(['advise', at('config'), '--json', '--sarif', file])
  const told = JSON.parse(stdout)
  expect(told).toMatchObject({ checked: at('config'), counts: { high: 1 }, unread: [] })
  expect(told.findings[0]).toMatchObject({
    rule: 'plain-http-api',
    severity: 'high',
    file: at('config/apis/a/apiInformation.json'),
    line: 5,
    column: 18,
    field: 'protocols',
    source: { url: expect.stringMatching(/^https:/) },
  })
  const [run] = JSON.parse(readFileSync(file, 'utf8')).runs
  expect(run.results).toHaveLength(told.findings.length)
  expect(run.results[0].ruleId).toBe('plain-http-api')
})

test.each([
  ['medium findings do not fail by themselves', ['config', '--ignore', 'plain-http-api'], 0],
  ['unless they are to', ['config', '--ignore', 'plain-http-api', '--fail-on', 'medium'], 1],
  ['a heap of documents, some of them torn', ['loose', '--fail-on', 'medium'], 1],
])('the exit code: %s', async (_case, [what = '', ...options], expected) => {
  const { code } = await runCli(['advise', at(what), ...options])
  expect(code).toBe(expected)
})

test.each([
  ['no such document', ['nowhere.xml'], /CLI_FILE_MISSING/],
  ['a document that is no XML', ['@loose/torn.xml'], /POLICY_XML_UNCLOSED/],
  [
    'a field of the wrong kind',
    ['@broken'],
    /apiInformation\.json:1:\d+ .*ARTIFACTS_INVALID_FIELD/,
  ],
  ['no such rule', ['@config', '--rule', 'plain-http-ap'], /fix: write plain-http-api/],
  [
    'a place that cannot be written',
    ['@config', '--sarif', '/nowhere/a.sarif'],
    /CLI_FILE_NOT_WRITTEN/,
  ],
])('bad input is told: %s', async (_case, args, expected) => {
  const { code, stderr, stdout } = await runCli([
    'advise',
    ...args.map((arg) => (arg.startsWith('@') ? at(arg.slice(1)) : arg)),
  ])
  expect(code).toBe(2)
  expect(`${stderr}${stdout}`).toMatch(expected)
  expect(stderr).not.toMatch(/ at .*\.ts:/)
})

test('a scenario is advised on with its configuration, and with what is set', async () => {
  const zonal = await runCli([
    'advise',
    'zone-down',
    '--set',
    'topology.redundancy=zonal',
    '--json',
  ])
  expect(zonal.code).toBe(1)
  expect(JSON.parse(zonal.stdout).findings[0]).toMatchObject({
    rule: 'not-zone-redundant',
    what: 'every unit of westeurope stands in zone 2',
    file: 'scenarios/library/zone-down.ts',
    field: 'topology.regions.westeurope',
  })
})
