import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { advise, rules } from '../../../../advice/advise.ts'
import { sarifOf } from '../../../../advice/sarif/sarif.ts'
import { policiesWith, scenarioWith } from '../subject-of.ts'
import { sarifSchema } from './sarif-schema.ts'

const ajv = new Ajv()
addFormats.default(ajv)
const isSarif = ajv.compile(sarifSchema)

const files = {
  'policy.xml': policiesWith(
    '<set-header name="Authorization"><value>Bearer 8f2a91c07de44b</value></set-header>',
  ),
  'named values/a b/namedValueInformation.json': {
    properties: { displayName: 'api-secret', value: 'Zk3vQ91LxPq0aa' },
  },
}
const topology = { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } }
const findings = advise(scenarioWith({ topology }, files))

test.each([
  ['findings of all kinds', findings],
  ['none', []],
])('a log is SARIF 2.1.0: %s', (_case, found) => {
  // As it is written: what is undefined is not there.
  const log: unknown = JSON.parse(JSON.stringify(sarifOf(found)))
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true)
})

test('the check of the schema refuses what is none', () => {
  expect(isSarif({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false)
})

test('a result names its rule, its place and what it is known by', () => {
  const [run] = sarifOf(findings).runs
  const found = run?.results.find(({ ruleId }) => ruleId === 'secret-in-named-value')
  expect(found).toMatchObject({
    ruleIndex: rules.findIndex(({ id }) => id === 'secret-in-named-value'),
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'named%20values/a%20b/namedValueInformation.json' },
          region: { startLine: 4, startColumn: 14 },
        },
      },
    ],
    partialFingerprints: { 'gatedrillFinding/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
  })
  expect(new Set(run?.results.map((one) => JSON.stringify(one.partialFingerprints))).size).toBe(
    findings.length,
  )
})

test.each([
  ['high', 'error', 'developer-tier'],
  ['medium', 'warning', 'retry-many'],
  ['low', 'note', 'full-sampling'],
])('what is %s is of level %s', (_severity, level, rule) => {
  const described = sarifOf([]).runs[0]?.tool.driver.rules ?? []
  expect(described.find(({ id }) => id === rule)?.defaultConfiguration).toEqual({ level })
})

test('every rule is described, with help and its article', () => {
  const described = sarifOf([]).runs[0]?.tool.driver.rules ?? []
  expect(described.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
  for (const { id, help, helpUri } of described) {
    expect(helpUri, id).toMatch(/^https:/)
    expect(help.text, id).toContain(helpUri)
  }
})

test('no secret stands in a log', () => {
  const text = JSON.stringify(sarifOf(findings))
  expect(text).not.toContain('8f2a91c07de44b')
  expect(text).not.toContain('Zk3vQ91LxPq0aa')
})
