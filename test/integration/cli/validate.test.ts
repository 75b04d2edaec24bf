import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../e2e/drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'))
  mkdirSync(join(folder, 'inner'))
  const write = (file: string, inbound: string) =>
    writeFileSync(
      join(folder, file),
      `<policies>\n  <inbound>\n    <base />\n    ${inbound}\n  </inbound>\n</policies>\n`,
    )
  write('fine.xml', '<set-header name="x" exists-action="delete" />')
  write('raw.xml', '<set-variable name="v" value="@(context.Variables["{{key}}"])" />')
  write('inner/unknown.xml', '<no-such-policy />')
  write('inner/wrong.xml', '<set-header nome="x" />')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a folder of documents is checked one by one, with a table, a sum by file and a coverage', async () => {
  const { stdout, code } = await runCli(['validate', folder])
  expect(code).toBe(2)
  expect(stdout).toMatch(
    /^inner\/wrong\.xml:4:\d+ +error +<set-header> needs name \(POLICY_ATTRIBUTE\)\n {2}why: .*\n {2}fix: /m,
  )
  expect(stdout).toMatch(
    /^inner\/unknown\.xml:4:5 +warning +there is no policy no-such-policy \(POLICY_UNKNOWN\)$/m,
  )
  expect(stdout).toMatch(/^ +0 +1 +inner\/unknown\.xml$/m)
  expect(stdout).toContain('policies that are not supported  no-such-policy 1')
  expect(stdout).toContain(
    'coverage  2 of 4 documents run as they are written (50.0 %), 2 are wrong as they stand, 3 of 4 policies, 1 of 1 members of expressions',
  )
  expect(stdout).toContain('assumed to exist elsewhere: 1 named value')
  expect(stdout).toMatch(/not valid .* 4 documents, each by itself/)
})

test('the same as JSON, with file, line and column of each problem', async () => {
  const { stdout, code } = await runCli(['validate', folder, '--json'])
  expect(code).toBe(2)
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({
    valid: false,
    warnings: [{ code: 'POLICY_UNKNOWN', file: 'inner/unknown.xml', line: 4, column: 5 }],
    coverage: { documents: { executable: 2, refused: 2, total: 4 } },
    assumed: { namedValues: ['key'], fragments: [], entities: [] },
  })
  expect(found.documents).toContainEqual({
    file: 'fine.xml',
    errors: 0,
    warnings: 0,
    isExecutable: true,
    isRefused: false,
  })
})

test('a secret that the folder lacks is given on the command line', async () => {
  const secret = join(folder, 'secret')
  const put = (path: string, text: string) => {
    mkdirSync(join(secret, path, '..'), { recursive: true })
    writeFileSync(join(secret, path), text)
  }
  const properties = { path: 'a', displayName: 'A', serviceUrl: 'https://a.example' }
  put('apis/a/apiInformation.json', JSON.stringify({ properties }))
  put('apis/a/policy.xml', '<policies><inbound><set-method>{{m}}</set-method></inbound></policies>')
  const named = { properties: { displayName: 'm', secret: true } }
  put('named values/m/namedValueInformation.json', JSON.stringify(named))
  const without = await runCli(['validate', secret, '--json'])
  expect(JSON.parse(without.stdout).coverage.documents).toEqual({
    executable: 0,
    refused: 0,
    total: 1,
  })
  const withIt = await runCli(['validate', secret, '--json', '--value', 'm=PUT'])
  expect(JSON.parse(withIt.stdout).coverage.documents).toEqual({
    executable: 1,
    refused: 0,
    total: 1,
  })
  rmSync(secret, { recursive: true })
})

test('a secret of a key vault is read from a file, by validate and explain alike', async () => {
  const kept = join(folder, 'kept')
  const put = (path: string, text: string) => {
    mkdirSync(join(kept, path, '..'), { recursive: true })
    writeFileSync(join(kept, path), text)
  }
  const properties = { path: 'a', displayName: 'A', subscriptionRequired: false }
  put('apis/a/apiInformation.json', JSON.stringify({ properties }))
  put('apis/a/specification.yaml', 'openapi: 3.0.1\npaths: { /it: { get: {} } }\n')
  put(
    'apis/a/policy.xml',
    '<policies><inbound><return-response><set-status code="{{status}}" /></return-response></inbound></policies>',
  )
  const keyVault = { secretIdentifier: 'https://v.vault.azure.net/secrets/status' }
  const named = { properties: { displayName: 'status', secret: true, keyVault } }
  put('named values/status/namedValueInformation.json', JSON.stringify(named))
  const vault = join(folder, 'vault.yaml')
  writeFileSync(vault, 'status: "418"\n')
  expect((await runCli(['validate', kept, '--strict'])).code).toBe(2)
  expect((await runCli(['validate', kept, '--strict', '--vault', vault])).code).toBe(0)
  const explained = await runCli(['explain', kept, 'GET', '/a/it', '--vault', vault, '--json'])
  expect(JSON.parse(explained.stdout)).toMatchObject({ response: { status: 418 } })
})

test.each([
  ['a document that is fine', ['fine.xml'], 0],
  ['C# as it is written', ['raw.xml'], 0],
  ['C# as it is written where standard XML is wanted', ['raw.xml', '--format', 'xml'], 2],
  ['a policy that is not supported', ['inner/unknown.xml'], 0],
  ['the same, strictly', ['inner/unknown.xml', '--strict'], 2],
])('the exit code for %s', async (_case, [file = '', ...options], expected) => {
  const { code, stdout } = await runCli(['validate', join(folder, file), ...options])
  expect(code).toBe(expected)
  if (options.includes('xml')) expect(stdout).toMatch(/^raw\.xml:4:\d+ .*POLICY_XML_NOT_STRICT/m)
})
