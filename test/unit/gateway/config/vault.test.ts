import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readVault, secretIn } from '../../../../gateway/config/vault.ts'
import { contentOf, folderOf } from './folder-of.ts'

const identifier = 'https://shop.vault.azure.net/secrets/api-key/0123456789'
const referring = {
  'named values/key/namedValueInformation.json': {
    properties: { displayName: 'key', secret: true, keyVault: { secretIdentifier: identifier } },
  },
}

describe('a named value that refers to a key vault', () => {
  test.each([
    ['its name', 'api-key'],
    ['its identifier', identifier],
    ['its identifier without a version', 'https://shop.vault.azure.net/secrets/api-key'],
  ])('has the secret, found by %s', async (_case, name) => {
    const { content, warnings } = await contentOf(referring, { vault: { [name]: 's3cret' } })
    expect([content.namedValues, warnings]).toEqual([
      [{ id: 'key', displayName: 'key', value: 's3cret', isSecret: true }],
      [],
    ])
  })

  test('has what is given by its display name before that', async () => {
    const given = { namedValues: { key: 'given' }, vault: { 'api-key': 's3cret' } }
    const { content } = await contentOf(referring, given)
    expect(content.namedValues[0]?.value).toBe('given')
  })

  test('has no value without the secret, which says where to put it', async () => {
    const { warnings } = await contentOf(referring)
    expect(warnings[0]).toMatchObject({
      code: 'ARTIFACTS_VALUE_MISSING',
      why: `it is the secret ${identifier}, and no vault here has it`,
      fix: expect.stringContaining('put api-key into a vault file (--vault <file>'),
    })
  })
})

test('a vault file is JSON or YAML', async () => {
  const folder = await folderOf({ 'a.json': { one: '1' }, 'b.yaml': 'two: "2"\n', 'c.yaml': '' })
  const read = await Promise.all(
    ['a.json', 'b.yaml', 'c.yaml'].map((file) => readVault(join(folder, file))),
  )
  expect(read).toEqual([{ one: '1' }, { two: '2' }, {}])
})

test.each([
  ['a number', 'a.yaml', 'one: "1"\nkey: 12345\n', 'VAULT_INVALID', /a\.yaml:2:6 key$/],
  ['a list', 'a.yaml', '- 12345\n', 'VAULT_INVALID', /a\.yaml:1:1$/],
  ['no JSON', 'a.json', '{ "key": 12345', 'ARTIFACTS_SYNTAX', /a\.json:1:\d+$/],
  ['no file', 'b.yaml', '', 'VAULT_INVALID', /a\.yaml$/],
])('a vault file with %s is refused with its place, and no secret is shown', async (...given) => {
  const [what, name, text, code, where] = given
  const folder = await folderOf({ [name]: text })
  const file = join(folder, what === 'no file' ? 'a.yaml' : name)
  const error = await readVault(file).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ problems: [{ code, where: expect.stringMatching(where) }] })
  expect(String(error)).not.toContain('12345')
})

test('names that every object has are no secrets', () => {
  expect(secretIn({}, 'https://shop.vault.azure.net/secrets/constructor')).toBeUndefined()
})
