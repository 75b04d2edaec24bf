import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'
import { rsaIdentity } from '../expressions/certificate-pem.ts'

const path = '/orders/item/1'
const { certificate, key } = rsaIdentity
const certificates = [
  { id: 'signer', certificate, key },
  { id: 'public', certificate },
]
const thumbprint = new X509Certificate(certificate).fingerprint
const url = '<set-url>https://vault.example/</set-url>'

function gatewayThatShows(attributes: string) {
  const policy = `<authentication-certificate ${attributes} />`
  return gatewayWith({ api: inbound(policy) }, { content: { certificates } })
}

test.each([
  ['its id', 'certificate-id="signer"'],
  ['its thumbprint', `thumbprint="${thumbprint}"`],
  ['an expression', `thumbprint="@(&quot;${thumbprint.replaceAll(':', '').toLowerCase()}&quot;)"`],
])('a certificate of the service is shown by %s', async (_case, attributes) => {
  const { status, exchange } = await gatewayThatShows(attributes).send({ path })
  expect([status, exchange.backendCertificate?.secret]).toEqual([200, { cert: certificate, key }])
})

test.each([
  ['certificate-id="other"', 'there is no certificate other with its private key'],
  ['certificate-id="public"', 'there is no certificate public with its private key'],
])('%s cannot be shown, which is said at load', async (attributes, what) => {
  const gateway = gatewayThatShows(attributes)
  expect(gateway.warnings.map((one) => one.what)).toEqual([what])
  expect((await gateway.send({ path })).status).toBe(500)
})

test.each([
  [
    'a thumbprint of nobody',
    'thumbprint="@(&quot;AB&quot;)"',
    'There is no certificate AB with its private key.',
  ],
  ['no bytes', 'body="@(1)"', 'The body of the certificate is no byte array.'],
  [
    'bytes that are no PKCS #12',
    'body="@(new byte[] { 1, 2 })" password="p"',
    /^The certificate in the policy cannot be read/,
  ],
])('a request with %s fails', async (_case, attributes, message) => {
  const { status, exchange } = await gatewayThatShows(attributes).send({ path })
  expect([status, exchange.lastError?.reason]).toEqual([500, 'CertificateNotFound'])
  expect(exchange.lastError?.message).toMatch(message)
})

test.each(['', 'thumbprint="A" body="B"', 'thumbprint="A" certificate-id="B"'])(
  'one way to name it is needed: %s',
  (attributes) => {
    expect(() => gatewayThatShows(attributes)).toThrow('it takes one of thumbprint')
  },
)

test('a request of a policy shows its own', async () => {
  const child = '<authentication-certificate certificate-id="signer" />'
  const api = inbound(`<send-request response-variable-name="r">${url}${child}</send-request>`)
  const gateway = gatewayWith({ api }, { content: { certificates } })
  const { exchange } = await gateway.send({ path })
  expect(gateway.sent[0]?.certificate?.secret).toEqual({ cert: certificate, key })
  expect(exchange.backendCertificate).toBeUndefined()
})
