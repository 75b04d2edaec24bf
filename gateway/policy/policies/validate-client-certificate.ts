import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Exchange, GatewayRequest } from '../../pipeline/exchange.ts'
import { flag } from '../attributes.ts'
import { isSameName, partsOfName } from '../certificate/distinguished-name.ts'
import { childNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, reject } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

/**
 * Admits requests whose client showed a certificate in the TLS handshake that is in its time,
 * trusted, not revoked, and one of the listed identities if there are any. Revoked are those of the
 * lists that stand beside the authorities of the configuration; no other list is asked. Source: APIM, validate-client-certificate.
 */
export const validateClientCertificate = definePolicy({
  name: 'validate-client-certificate',
  sections: ['inbound'],
  example:
    '<validate-client-certificate validate-revocation="false"><identities><identity common-name="portal" issuer-subject="CN=Contoso Root, O=Contoso" /></identities></validate-client-certificate>',
  attributes: z.strictObject({
    'validate-revocation': flag.default(true),
    'validate-trust': flag.default(true),
    'validate-not-before': flag.default(true),
    'validate-not-after': flag.default(true),
    'ignore-error': flag.default(false),
  }),
  compile(given, load) {
    const authorities = (load.content.certificates ?? []).map(
      ({ id, certificate, revoked = [] }) => ({
        id,
        certificate: new X509Certificate(certificate),
        revoked,
      }),
    )
    const isListed = compileIdentities(authorities, load)
    function problemOf(exchange: Exchange): string | undefined {
      const { request } = exchange
      const { clientCertificate: shown } = request
      if (shown === undefined) return 'Client certificate was not presented.'
      const nowMs = exchange.unixMs()
      if (given['validate-not-before'] && nowMs < Date.parse(shown.validFrom)) {
        return 'Client certificate is not valid yet.'
      }
      if (given['validate-not-after'] && nowMs > Date.parse(shown.validTo)) {
        return 'Client certificate has expired.'
      }
      if (given['validate-trust'] && !isTrusted(request, shown, authorities)) {
        return 'Client certificate is not trusted.'
      }
      if (given['validate-revocation'] && isRevoked(shown, authorities)) {
        return 'Client certificate has been revoked.'
      }
      return isListed(shown) ? undefined : 'Client certificate matches no identity.'
    }
    return (exchange) => {
      const problem = problemOf(exchange)
      if (problem === undefined) return undefined
      exchange.trace('validate-client-certificate', problem)
      if (given['ignore-error']) return undefined
      return reject(401, 'ClientCertificateInvalid', problem, {}, 'Invalid client certificate')
    }
  },
})

type Authority = {
  readonly id: string
  readonly certificate: X509Certificate
  readonly revoked: readonly string[]
}

function isRevoked(shown: X509Certificate, authorities: readonly Authority[]): boolean {
  return issuersOf(shown, authorities).some(({ revoked }) =>
    revoked.some((serial) => isSameHex(serial, shown.serialNumber)),
  )
}

/** By what the listener knows, or as issued by a certificate of the service. */
function isTrusted(
  { isClientCertificateTrusted }: GatewayRequest,
  shown: X509Certificate,
  authorities: readonly Authority[],
): boolean {
  return isClientCertificateTrusted === true || issuersOf(shown, authorities).length > 0
}

function issuersOf(shown: X509Certificate, authorities: readonly Authority[]): Authority[] {
  return authorities.filter(
    ({ certificate }) => shown.checkIssued(certificate) && shown.verify(certificate.publicKey),
  )
}

const identityAttributes = z
  .strictObject({
    thumbprint: z.string().min(1).optional(),
    'serial-number': z.string().min(1).optional(),
    'common-name': z.string().min(1).optional(),
    subject: z.string().min(1).optional(),
    'dns-name': z.string().min(1).optional(),
    'issuer-subject': z.string().min(1).optional(),
    'issuer-thumbprint': z.string().min(1).optional(),
    'issuer-certificate-id': z.string().min(1).optional(),
  })
  .refine(
    (given) =>
      given['issuer-certificate-id'] === undefined ||
      (given['issuer-subject'] === undefined && given['issuer-thumbprint'] === undefined),
    { error: 'issuer-certificate-id stands alone, without the other attributes of the issuer' },
  )

type Identity = z.output<typeof identityAttributes>
type Matches = (shown: X509Certificate) => boolean

/** A certificate is one of the identities when all that is said of one is true of it. */
function compileIdentities(authorities: readonly Authority[], load: PolicyLoad): Matches {
  const list = childNamed(load.element, 'identities')
  if (list === undefined) return () => true
  const identities = list.children.flatMap((element) => compileIdentity(element, authorities, load))
  if (list.children.length === 0) {
    load.refuse('<identities> is empty', 'put an <identity> into it, or delete it', list)
  }
  return (shown) => identities.some((matches) => matches(shown))
}

function compileIdentity(
  element: XmlElement,
  authorities: readonly Authority[],
  load: PolicyLoad,
): Matches[] {
  const read = load.attributesOf(element, identityAttributes)
  if (read === undefined) return []
  const issuerId = read['issuer-certificate-id']
  const isMissing = issuerId !== undefined && !authorities.some(({ id }) => id === issuerId)
  if (isMissing && !load.assumes('certificate', issuerId)) {
    const fix = 'add certificates/<id>/certificateInformation.json with its PEM'
    load.warn(`there is no certificate ${issuerId}`, fix, element)
  }
  const rules = rulesOf(read, authorities)
  return [(shown) => rules.every((rule) => rule(shown))]
}

function rulesOf(given: Identity, authorities: readonly Authority[]): Matches[] {
  const rule = (name: keyof Identity, make: (wanted: string) => Matches): Matches[] => {
    const wanted = given[name]
    return wanted === undefined ? [] : [make(wanted)]
  }
  const isIssuedBy = (is: (issuer: Authority) => boolean): Matches => {
    return (shown) => issuersOf(shown, authorities).some(is)
  }
  const commonNameOf = (name: string) => partsOfName(name).find(({ type }) => type === 'CN')?.value
  return [
    ...rule('thumbprint', (wanted) => (shown) => isSameHex(shown.fingerprint, wanted)),
    ...rule('serial-number', (wanted) => (shown) => isSameHex(shown.serialNumber, wanted)),
    ...rule('common-name', (wanted) => ({ subject }) => {
      return commonNameOf(subject)?.toLowerCase() === wanted.trim().toLowerCase()
    }),
    ...rule(
      'subject',
      (wanted) =>
        ({ subject }) =>
          isSameName(subject, wanted),
    ),
    ...rule('dns-name', (wanted) => ({ subjectAltName = '' }) => {
      const names = subjectAltName.split(',').map((name) => name.trim().toLowerCase())
      return names.includes(`dns:${wanted.trim().toLowerCase()}`)
    }),
    ...rule(
      'issuer-subject',
      (wanted) =>
        ({ issuer }) =>
          isSameName(issuer, wanted),
    ),
    ...rule('issuer-thumbprint', (wanted) =>
      isIssuedBy(({ certificate }) => isSameHex(certificate.fingerprint, wanted)),
    ),
    ...rule('issuer-certificate-id', (wanted) => isIssuedBy(({ id }) => id === wanted)),
  ]
}

function isSameHex(left: string, right: string): boolean {
  const digits = (text: string) =>
    text
      .replace(/[^0-9A-Fa-f]/g, '')
      .toUpperCase()
      .replace(/^0+/, '')
  return digits(left) === digits(right)
}
