import { describe, expect, test } from 'vitest'
import { contentOf, echoApi, problemsOf } from './folder-of.ts'
import { packed } from './packed-certificate.ts'

describe('a certificate as PKCS #12', () => {
  const path = 'certificates/packed/certificateInformation.json'
  const secretIdentifier = 'https://v.vault.azure.net/secrets/packed'

  test('is unpacked', async () => {
    const properties = { data: packed.pfx, password: 's3cret' }
    const { content } = await contentOf({ [path]: { properties } })
    expect(content.certificates).toEqual([
      { id: 'packed', certificate: packed.certificate, key: expect.stringMatching(/PRIVATE KEY/) },
    ])
  })

  test('may be a secret of a key vault', async () => {
    const properties = { keyVault: { secretIdentifier }, password: 's3cret' }
    const { content } = await contentOf(
      { [path]: { properties } },
      { vault: { packed: packed.pfx } },
    )
    expect(content.certificates?.[0]?.certificate).toBe(packed.certificate)
    const without = await contentOf({ [path]: { properties } })
    expect(without.content.certificates).toEqual([])
    expect(without.warnings).toMatchObject([
      { code: 'ARTIFACTS_VALUE_MISSING', where: expect.stringMatching(/\.json:\d+:\d+$/) },
    ])
  })

  test.each([
    ['another password', { data: packed.pfx, password: 'x' }, /cannot be read/],
    ['nothing in it', {}, /neither a certificate/],
  ])('with %s is an error with its place', async (_case, properties, what) => {
    const problems = await problemsOf({ ...echoApi, [path]: { properties } })
    expect(problems).toMatchObject([
      { code: 'ARTIFACTS_INVALID_FIELD', what: expect.stringMatching(what) },
    ])
  })
})
