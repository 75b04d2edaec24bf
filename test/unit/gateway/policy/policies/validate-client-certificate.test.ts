import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { fakeClock, gatewayWith, inbound } from '../../in-memory.ts'
import { rsaIdentity } from '../expressions/certificate-pem.ts'

const path = '/orders/item/1'
const shown = new X509Certificate(rsaIdentity.certificate)
const fromMs = Date.parse(shown.validFrom)
const toMs = Date.parse(shown.validTo)
const certificates = [{ id: 'root', certificate: rsaIdentity.certificate }]

type Client = { readonly atMs?: number; readonly trusted?: boolean; readonly none?: boolean }

async function call(
  attributes: string,
  identities = '',
  client: Client = {},
  store = [certificates[0]],
) {
  const { atMs = fromMs + 1_000, trusted = true, none = false } = client
  const policy = `<validate-client-certificate ${attributes}>${identities}</validate-client-certificate>`
  const gateway = gatewayWith(
    { api: inbound(policy) },
    {
      clock: fakeClock(atMs).clock,
      content: { certificates: store.filter((one) => one !== undefined) },
    },
  )
  const { status, text, exchange } = await gateway.send({
    path,
    isClientCertificateTrusted: trusted,
    ...(none ? {} : { clientCertificate: shown }),
  })
  return { status, text, message: exchange.lastError?.message }
}

test('admits a certificate that is in its time and trusted', async () => {
  expect((await call('')).status).toBe(200)
})

test.each<[string, string, Client, string]>([
  ['none', '', { none: true }, 'Client certificate was not presented.'],
  ['one for later', '', { atMs: fromMs - 1_000 }, 'Client certificate is not valid yet.'],
  ['one of before', '', { atMs: toMs + 1_000 }, 'Client certificate has expired.'],
  ['one of nobody', '', { trusted: false }, 'Client certificate is not trusted.'],
])('refuses %s', async (_case, attributes, client, message) => {
  const answer = await call(attributes, '', client, [])
  expect([answer.status, answer.message]).toEqual([401, message])
  expect(answer.text).toBe('{ "statusCode": 401, "message": "Invalid client certificate" }')
})

test.each<[string, Client]>([
  ['validate-not-before="false"', { atMs: fromMs - 1_000 }],
  ['validate-not-after="false"', { atMs: toMs + 1_000 }],
  ['validate-trust="false"', { trusted: false }],
  ['ignore-error="true"', { none: true }],
])('%s lets it pass', async (attributes, client) => {
  expect((await call(attributes, '', client, [])).status).toBe(200)
})

test('a certificate of the service is trusted as an authority', async () => {
  expect((await call('', '', { trusted: false })).status).toBe(200)
})

test.each([
  ['its thumbprint', `thumbprint="${shown.fingerprint.toLowerCase()}"`, 200],
  ['another thumbprint', 'thumbprint="AB"', 401],
  ['its serial number', `serial-number="00${shown.serialNumber}"`, 200],
  ['its common name', 'common-name="Signer"', 200],
  ['another common name', 'common-name="other"', 401],
  ['its subject', 'subject="O=gatedrill, CN=signer"', 200],
  ['its subject from the other end', 'subject="CN=signer,o=Gatedrill"', 200],
  ['a part of its subject', 'subject="CN=signer"', 401],
  ['another host name', 'dns-name="a.example"', 401],
  ['its issuer', 'issuer-subject="CN=signer, O=gatedrill"', 200],
  ['its issuer’s thumbprint', `issuer-thumbprint="${shown.fingerprint}"`, 200],
  ['its issuer’s id', 'issuer-certificate-id="root"', 200],
  ['one thing right and one wrong', 'common-name="signer" thumbprint="AB"', 401],
])('an identity with %s', async (_case, attributes, status) => {
  const identities = `<identities><identity thumbprint="00" /><identity ${attributes} /></identities>`
  expect((await call('', identities)).status).toBe(status)
})

test.each([
  ['an expression', 'validate-trust="@(true)"', '', /validate-trust of/],
  ['no identity', '', '<identities />', /<identities> is empty/],
  [
    'two ways to name an issuer',
    '',
    '<identities><identity issuer-certificate-id="root" issuer-subject="CN=a" /></identities>',
    /issuer-certificate-id stands alone/,
  ],
])('is refused with %s', async (_case, attributes, identities, message) => {
  await expect(call(attributes, identities)).rejects.toThrow(message)
})

test.each([
  ['is refused', '', shown.serialNumber, 401],
  ['passes where that is not looked at', 'validate-revocation="false"', shown.serialNumber, 200],
  ['passes when another one was', '', '0FF1CE', 200],
])('a certificate that its authority has revoked %s', async (_case, attributes, serial, status) => {
  const [root] = certificates
  const store = root === undefined ? [] : [{ ...root, revoked: [serial] }]
  const answer = await call(attributes, '', {}, store)
  expect(answer.status).toBe(status)
  if (status !== 200) expect(answer.message).toBe('Client certificate has been revoked.')
})
