import '../../../../sim/tls/reflect-metadata.ts'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { expect, test } from 'vitest'
import { revokedIn } from '../../../../gateway/config/revocation-list.ts'
import { rsaIdentity } from '../policy/expressions/certificate-pem.ts'
import { contentOf, echoApi, problemsOf } from './folder-of.ts'

x509.cryptoProvider.set(webcrypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

async function listOf(...serialNumbers: readonly string[]): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const list = await x509.X509CrlGenerator.create({
    issuer: 'CN=root, O=gatedrill',
    thisUpdate: new Date('2024-01-01'),
    nextUpdate: new Date('2060-01-01'),
    entries: serialNumbers.map((serialNumber) => ({
      serialNumber,
      revocationDate: new Date('2024-01-01'),
      reason: x509.X509CrlReason.keyCompromise,
    })),
    signingAlgorithm: algorithm,
    signingKey: privateKey,
  })
  const text = Buffer.from(list.rawData).toString('base64')
  return `-----BEGIN X509 CRL-----\n${text}\n-----END X509 CRL-----\n`
}

test.each([
  ['no certificates', []],
  ['one', ['01']],
  ['several, with numbers of any length', ['7F', '00FF', '0123456789ABCDEF0123456789ABCDEF0123']],
])('a list that has revoked %s is read', async (_case, serials) => {
  const read = revokedIn(await listOf(...serials))
  const plain = (all: readonly string[]) => all.map((text) => text.replace(/^0+/, ''))
  expect(read && plain(read)).toEqual(plain(serials))
})

test.each([
  ['nothing', ''],
  ['a certificate', rsaIdentity.certificate],
  ['a list of nothing', '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----'],
])('%s is no list', (_case, text) => {
  expect(revokedIn(text)).toBeUndefined()
})

test('it stands beside the certificate of its authority', async () => {
  const path = 'certificates/authority/certificateInformation.json'
  const { certificate } = rsaIdentity
  const revocationList = await listOf('0A1B')
  const { content } = await contentOf({ [path]: { properties: { certificate, revocationList } } })
  expect(content.certificates).toEqual([{ id: 'authority', certificate, revoked: ['0A1B'] }])
  const problems = await problemsOf({
    ...echoApi,
    [path]: { properties: { certificate, revocationList: 'none' } },
  })
  expect(problems).toMatchObject([
    { code: 'ARTIFACTS_INVALID_FIELD', what: 'this is no list of revoked certificates in PEM' },
  ])
})
