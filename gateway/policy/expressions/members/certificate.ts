import { X509Certificate } from 'node:crypto'
import { raise } from '../error.ts'
import type { Value } from '../value.ts'
import { NetCertificate, NetRsa } from '../values/certificate.ts'
import { NetEnum } from '../values/number.ts'
import { NetDateTime, ticksOfUnixMs } from '../values/time.ts'
import { defineType } from './define.ts'
import { nullable, objectKind, optional } from './kind.ts'
import { any, bool, bytes, date, dynamic, int, text } from './kinds.ts'

export const certificateKind = objectKind(NetCertificate, 'X509Certificate2')
const rsa = objectKind(NetRsa, 'RSA')

/** `X509Certificate2`. Source: .NET; `Verify` and `VerifyNoRevocation` are APIM's words for it. */
export const certificateType = defineType('X509Certificate2', certificateKind)
  .property('Subject', text, ({ certificate }) => distinguishedName(certificate.subject))
  .property('Issuer', text, ({ certificate }) => distinguishedName(certificate.issuer))
  .property('SubjectName', dynamic, ({ certificate }) => nameValue(certificate.subject))
  .property('IssuerName', dynamic, ({ certificate }) => nameValue(certificate.issuer))
  .property('Thumbprint', text, ({ certificate }) => certificate.fingerprint.replaceAll(':', ''))
  .property('SerialNumber', text, ({ certificate }) => certificate.serialNumber)
  .property('FriendlyName', text, () => '')
  .property('Version', int, () => 3)
  .property('NotBefore', date, ({ certificate }) => dateOf(certificate.validFrom))
  .property('NotAfter', date, ({ certificate }) => dateOf(certificate.validTo))
  .property('HasPrivateKey', bool, ({ privateKey }) => privateKey !== undefined)
  .property('RawData', bytes, ({ certificate }) => certificate.raw)
  .property('PrivateKey', nullable(rsa), privateRsa)
  .method('GetRSAPrivateKey', [], nullable(rsa), privateRsa)
  .method('GetRSAPublicKey', [], nullable(rsa), ({ certificate: { publicKey } }) =>
    publicKey.asymmetricKeyType === 'rsa' ? new NetRsa(publicKey) : undefined,
  )
  .method('GetRawCertData', [], bytes, ({ certificate }) => certificate.raw)
  .method('GetCertHash', [], bytes, ({ certificate }) => thumbprintOf(certificate))
  .method('GetCertHashString', [], text, ({ certificate }) =>
    thumbprintOf(certificate).toString('hex').toUpperCase(),
  )
  .method('GetSerialNumberString', [], text, ({ certificate }) => certificate.serialNumber)
  .method('GetNameInfo', [any, bool], text, ({ certificate }, [, isIssuer]) =>
    commonName(isIssuer ? certificate.issuer : certificate.subject),
  )
  .method('Verify', [], bool, isInTime)
  .method('VerifyNoRevocation', [], bool, isInTime)
  .method('ToString', [], text, ({ certificate }) => distinguishedName(certificate.subject))
  .create([bytes, optional(any), optional(any)], ([data]) => read(data))

/** DER or PEM; a file with a private key and a password is not read here. */
function read(data: Buffer): NetCertificate {
  try {
    return new NetCertificate(new X509Certificate(data))
  } catch {
    return raise('CryptographicException', 'Cannot find the requested object.')
  }
}

function privateRsa({ privateKey }: NetCertificate): NetRsa | undefined {
  return privateKey?.asymmetricKeyType === 'rsa' ? new NetRsa(privateKey) : undefined
}

function thumbprintOf({ fingerprint }: X509Certificate): Buffer {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex')
}

function dateOf(written: string): NetDateTime {
  return new NetDateTime(ticksOfUnixMs(Date.parse(written)), 'Local')
}

/** No chain is built: a certificate that is in force is taken for good. */
function isInTime(
  { certificate }: NetCertificate,
  _: readonly unknown[],
  { exchange }: { readonly exchange: { unixMs(): number } },
): boolean {
  const nowMs = exchange.unixMs()
  return Date.parse(certificate.validFrom) <= nowMs && nowMs <= Date.parse(certificate.validTo)
}

/** Words that .NET has for parts of a name where OpenSSL has others. */
const netWords: Readonly<Record<string, string>> = { ST: 'S', emailAddress: 'E' }

/** `CN=a, O=b`: the last part of the certificate first, as .NET writes names. */
function distinguishedName(lines: string): string {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .reverse()
    .map((line) => line.replace(/^[^=]+/, (word) => netWords[word] ?? word))
    .join(', ')
}

function commonName(lines: string): string {
  return /^CN=(.*)$/m.exec(lines)?.[1] ?? ''
}

function nameValue(lines: string): Value {
  return new NetEnum('X500DistinguishedName', distinguishedName(lines), 0)
}

export const distinguishedNameType = defineType(
  'X500DistinguishedName',
  objectKind(NetEnum, 'X500DistinguishedName'),
).property('Name', text, ({ name }) => name)
