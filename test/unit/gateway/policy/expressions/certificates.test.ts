import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { toText } from '../../../../../gateway/policy/expressions/convert.ts'
import { compileExpression } from '../../../../../gateway/policy/expressions/expression.ts'
import { certificateOf } from '../../../../../gateway/policy/expressions/values/certificate.ts'
import { rsaIdentity as identity } from './certificate-pem.ts'
import { exchangeOf } from './exchange.ts'

const { certificate: pem, key } = identity
const certificates = new Map([['signer', certificateOf(pem, key)]])

function shownBy(source: string, shown?: X509Certificate): string {
  const place = { document: { file: 'p.xml', xml: source }, offset: 0 }
  const { evaluate, problems } = compileExpression(source, place, certificates)
  expect(problems).toEqual([])
  const exchange = exchangeOf()
  const request = { ...exchange.request, clientCertificate: shown }
  // In force, by the certificate's own dates.
  const unixMs = () => Date.parse(new X509Certificate(pem).validFrom) + 1_000
  const value = evaluate({ ...exchange, request, unixMs })
  return value === null ? 'null' : toText(value)
}

const signer = 'context.Deployment.Certificates["signer"]'
const data = 'Encoding.UTF8.GetBytes("data")'
const how = 'HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1'

test.each([
  ['context.Deployment.Certificates.Count', '1'],
  ['context.Deployment.Certificates.ContainsKey("other")', 'False'],
  [`${signer}.Subject`, 'CN=signer, O=gatedrill'],
  [`${signer}.Issuer`, 'CN=signer, O=gatedrill'],
  [`${signer}.SubjectName.Name`, 'CN=signer, O=gatedrill'],
  [`${signer}.HasPrivateKey`, 'True'],
  [`${signer}.Verify()`, 'True'],
  [`${signer}.Thumbprint == ${signer}.GetCertHashString()`, 'True'],
  [`${signer}.NotAfter > ${signer}.NotBefore`, 'True'],
  [`${signer}.GetRSAPrivateKey().KeySize`, '2048'],
  [`context.Deployment.Certificates.Any(c => c.Value.Thumbprint == ${signer}.Thumbprint)`, 'True'],
  [`new X509Certificate2(${signer}.RawData).Thumbprint == ${signer}.Thumbprint`, 'True'],
  [
    `${signer}.GetRSAPublicKey().VerifyData(${data}, ${signer}.GetRSAPrivateKey().SignData(${data}, ${how}), ${how})`,
    'True',
  ],
  [
    `${signer}.GetRSAPublicKey().VerifyData(${data}, ${signer}.GetRSAPrivateKey().SignHash(SHA256.Create().ComputeHash(${data}), ${how}), ${how})`,
    'True',
  ],
  [
    `${signer}.GetRSAPublicKey().VerifyData(new byte[1], ${signer}.GetRSAPrivateKey().SignData(${data}, ${how}), ${how})`,
    'False',
  ],
  [`((RSACng)${signer}.GetRSAPrivateKey()).SignData(${data}, ${how}).Length`, '256'],
  [
    `Encoding.UTF8.GetString(${signer}.GetRSAPrivateKey().Decrypt(${signer}.GetRSAPublicKey().Encrypt(${data}, RSAEncryptionPadding.OaepSHA256), RSAEncryptionPadding.OaepSHA256))`,
    'data',
  ],
])('%s is %s', (source, expected) => {
  expect(shownBy(`@(${source})`)).toBe(expected)
})

test('the certificate of the client is the one it showed, without a private key', () => {
  const shown = new X509Certificate(pem)
  expect(shownBy('@(context.Request.Certificate == null)')).toBe('True')
  const source =
    '@(context.Request.Certificate.Subject + context.Request.Certificate.HasPrivateKey)'
  expect(shownBy(source, shown)).toBe('CN=signer, O=gatedrillFalse')
})

test('nothing of the host is reached through a certificate or a key', () => {
  for (const name of ['certificate', 'privateKey', 'key', 'export', 'constructor']) {
    const source = `@(${signer}.${name})`
    const place = { document: { file: 'p.xml', xml: source }, offset: 0 }
    expect(compileExpression(source, place, certificates).problems).toHaveLength(1)
  }
})
