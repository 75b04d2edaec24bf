import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArtifactFolder } from '../../../../gateway/config/artifact-folder.ts'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { contentOf, echoApi, type Files, folderOf, given, problemsOf } from './folder-of.ts'

const information = 'apis/echo/apiInformation.json'
const specification = 'apis/echo/specification.yaml'

test.each<[string, Files, string, string, RegExp]>([
  [
    'JSON that breaks off',
    { [information]: '{\n  "properties": {' },
    'ARTIFACTS_SYNTAX',
    `${information}:2:18`,
    /not valid JSON/,
  ],
  [
    'JSON with a bare word',
    { [information]: '{\n  "properties": oops\n}' },
    'ARTIFACTS_SYNTAX',
    `${information}:2:17`,
    /not valid JSON/,
  ],
  [
    'a field of the wrong type',
    { [information]: '{\n  "properties": {\n    "path": 7\n  }\n}' },
    'ARTIFACTS_INVALID_FIELD',
    `${information}:3:13 properties.path`,
    /expected string/,
  ],
  [
    'a list in the place of an object',
    { [information]: '[]' },
    'ARTIFACTS_INVALID_FIELD',
    `${information}:1:1`,
    /expected object/,
  ],
  [
    'YAML that is indented wrongly',
    { [specification]: 'openapi: 3.0.1\npaths:\n  /a:\n get: {}\n' },
    'ARTIFACTS_SYNTAX',
    `${specification}:3:6`,
    /not valid YAML/,
  ],
  [
    'YAML with the same path twice',
    { [specification]: 'openapi: 3.0.1\npaths:\n  /a: {}\n  /a: {}\n' },
    'ARTIFACTS_SYNTAX',
    `${specification}:4:3`,
    /unique/,
  ],
  [
    'YAML that grows when its aliases are resolved',
    { [specification]: bombOf(12) },
    'ARTIFACTS_SYNTAX',
    `${specification}:1:1`,
    /alias/,
  ],
  [
    'a document that is no OpenAPI',
    { [specification]: 'hello: world\n' },
    'ARTIFACTS_NOT_OPENAPI',
    specification,
    /neither/,
  ],
  [
    'an operation that is a list',
    { [specification]: 'openapi: 3.0.1\npaths:\n  /a:\n    get: [1]\n' },
    'ARTIFACTS_INVALID_OPERATION',
    `${specification}:4:10 paths./a.get`,
    /expected object/,
  ],
  [
    'a subscription in an unknown state',
    {
      'subscriptions/s/subscriptionInformation.json':
        '{"properties":{"scope":"/apis","state":"x"}}',
    },
    'ARTIFACTS_INVALID_FIELD',
    'subscriptions/s/subscriptionInformation.json:1:40 properties.state',
    /active/,
  ],
])('%s is told with file and place', async (_case, files, code, where, what) => {
  const [problem, ...others] = await problemsOf({ ...echoApi, ...files })
  expect(others).toEqual([])
  expect(problem).toMatchObject({ code, where })
  expect(problem?.what).toMatch(what)
  expect(problem?.fix).not.toBe('')
})

test('all problems of a folder come together', async () => {
  const problems = await problemsOf({
    ...echoApi,
    [information]: '{',
    'products/p/productInformation.json': '{"properties":{"state":"maybe"}}',
    'backends/b/backendInformation.json': '{"properties":{"url":1}}',
  })
  expect(problems.map(({ code }) => code)).toEqual([
    'ARTIFACTS_SYNTAX',
    'ARTIFACTS_INVALID_FIELD',
    'ARTIFACTS_INVALID_FIELD',
  ])
})

test('a folder that is not there, and a file, are told apart', async () => {
  const folder = await folderOf(echoApi)
  const missing = { code: 'ARTIFACTS_FOLDER_MISSING' }
  await expect(loadArtifacts(join(folder, 'nowhere'), given)).rejects.toMatchObject({
    problems: [{ ...missing, what: 'there is no such folder' }],
  })
  await expect(loadArtifacts(join(folder, information), given)).rejects.toMatchObject({
    problems: [{ ...missing, what: 'this is a file, not a folder' }],
  })
})

const armTemplate = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  resources: [],
}

test.each<[string, Files, RegExp]>([
  ['an empty folder', { 'README.md': 'nothing' }, /APIOps extractor/],
  ['a folder whose APIs say nothing', { 'apis/a/policy.xml': '<policies />' }, /extractor/],
  ['a folder of ARM templates', { 'apis.template.json': armTemplate }, /APIOps extractor read/],
  ['a repository', { 'my service/apis/a/x.json': {} }, /give .*my service$/],
  [
    'the folder above the artifacts',
    { 'apimartifacts/apis/a/x.json': {} },
    /give .*apimartifacts$/,
  ],
])('%s holds no API, and the error says which folder to give', async (_case, files, fix) => {
  const [problem] = await problemsOf(files)
  expect(problem?.code).toBe('ARTIFACTS_WITHOUT_APIS')
  expect(problem?.fix).toMatch(fix)
})

test.each([
  { files: 1, bytes: 1_000_000 },
  { files: 1_000, bytes: 20 },
])('a folder beyond %o is refused, whatever it is', async (limits) => {
  const refused = readArtifactFolder(await folderOf(echoApi), limits)
  await expect(refused).rejects.toMatchObject({ problems: [{ code: 'ARTIFACTS_TOO_LARGE' }] })
})

test.each([
  ['Latin-1', Buffer.from('<policies><!-- caf\u00e9 --></policies>', 'latin1')],
  ['UTF-16', Buffer.from('\ufeff<policies />', 'utf16le')],
  ['half a character', Buffer.from([0x3c, 0xe2, 0x82])],
])('a file that is %s and no UTF-8 is refused by its name', async (_case, bytes) => {
  const folder = await folderOf(echoApi)
  await writeFile(join(folder, 'policy.xml'), bytes)
  await expect(loadArtifacts(folder, given)).rejects.toMatchObject({
    problems: [{ code: 'ARTIFACTS_ENCODING', where: join(folder, 'policy.xml') }],
  })
})

test('a file with a byte order mark is read without it', async () => {
  const { content } = await contentOf({ 'policy.xml': '\uFEFF<policies />' })
  expect(content.globalPolicy?.xml).toBe('<policies />')
})

test('a symbolic link out of the folder is not followed', async () => {
  const [folder, outside] = [
    await folderOf(echoApi),
    await folderOf({ 'policy.xml': '<policies />' }),
  ]
  await symlink(join(outside, 'policy.xml'), join(folder, 'policy.xml'))
  await mkdir(join(folder, 'products'))
  await symlink(outside, join(folder, 'products', 'outside'))
  const { content } = await loadArtifacts(folder, given)
  expect(content.globalPolicy).toBeUndefined()
  expect(content.products).toEqual([])
})

/** Each line doubles the one before it tenfold. */
function bombOf(lines: number): string {
  const names = Array.from({ length: lines }, (_, index) => `a${index}`)
  const body = names.map((name, index) => {
    const before = names[index - 1]
    const items = before === undefined ? '1' : new Array(10).fill(`*${before}`).join(', ')
    return `${name}: &${name} [${items}]`
  })
  return ['openapi: 3.0.1', 'paths: {}', ...body].join('\n')
}
