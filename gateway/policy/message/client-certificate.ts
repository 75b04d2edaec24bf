import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { ShownCertificate } from '../../backends/shown-certificate.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { PolicyLoad } from '../define-policy.ts'
import type { Value } from '../expressions/value.ts'
import { NetBytes } from '../expressions/values/collection.ts'
import { literalOf } from '../literals.ts'
import type { XmlElement } from '../xml/element.ts'

const names = ['thumbprint', 'certificate-id', 'body'] as const

export const clientCertificateAttributes = z
  .strictObject({
    thumbprint: z.string().min(1).optional(),
    'certificate-id': z.string().min(1).optional(),
    body: z.string().min(1).optional(),
    password: z.string().optional(),
  })
  .refine((given) => names.filter((name) => given[name] !== undefined).length === 1, {
    error: 'it takes one of thumbprint, certificate-id and body',
  })

type Given = z.output<typeof clientCertificateAttributes>

/** The certificate of a request, or why there is none. */
export type CertificateOf = (
  exchange: Exchange,
) => ShownCertificate | { readonly reason: string; readonly message: string }

/**
 * Compiles an `<authentication-certificate>`, wherever it stands: the certificate is one of the
 * service, or PKCS #12 that the policy brings along. Source: APIM, authentication-certificate.
 */
export function compileClientCertificate(
  element: XmlElement,
  given: Given,
  load: PolicyLoad,
): CertificateOf {
  if (given.body !== undefined) return compileBody(given.body, given.password, element, load)
  const isById = given['certificate-id'] !== undefined
  const text = load.text(given['certificate-id'] ?? given.thumbprint ?? '', element)
  const known = shownCertificates(load)
  const find = (name: string) =>
    isById ? known.byId.get(name) : known.byThumbprint.get(hexOf(name))
  const literal = literalOf(text)
  // A named value without a value here was said before.
  const isMissing = literal !== undefined && find(literal) === undefined && !literal.includes('{{')
  if (isMissing && !load.assumes('certificate', literal)) {
    const fix = 'add certificates/<id>/certificateInformation.json with certificate and privateKey'
    load.warn(`there is no certificate ${literal} with its private key`, fix, element)
  }
  return (exchange) => {
    const name = text(exchange)
    return find(name) ?? notFound(`There is no certificate ${name} with its private key.`)
  }
}

/** Those with a private key; worked out once for a configuration. */
function shownCertificates({ content }: PolicyLoad) {
  const byId = new Map<string, ShownCertificate>()
  const byThumbprint = new Map<string, ShownCertificate>()
  for (const { id, certificate, key } of content.certificates ?? []) {
    if (key === undefined) continue
    const thumbprint = hexOf(new X509Certificate(certificate).fingerprint)
    const shown = { id: thumbprint, secret: { cert: certificate, key } }
    byId.set(id, shown)
    byThumbprint.set(thumbprint, shown)
  }
  return { byId, byThumbprint }
}

// A document names one or two; expressions may read them from anywhere.
const bodiesMax = 100

function compileBody(
  body: string,
  password: string | undefined,
  element: XmlElement,
  load: PolicyLoad,
): CertificateOf {
  const bodyOf = load.expression(body, element)
  const passwordOf = load.text(password ?? '', element)
  const checked = new LRUCache<string, ReturnType<CertificateOf>>({ max: bodiesMax })
  return (exchange) => {
    const pfx = bytesOf(bodyOf(exchange))
    if (pfx === undefined) return notFound('The body of the certificate is no byte array.')
    const passphrase = passwordOf(exchange)
    const id = createHash('sha256').update(pfx).update(passphrase).digest('hex')
    const result = checked.get(id) ?? checkedBody(id, pfx, passphrase || undefined)
    checked.set(id, result)
    return result
  }
}

/** Bytes, or a text in base64 as documents have it. */
function bytesOf(value: Value): Buffer | undefined {
  if (value instanceof NetBytes) return value.bytes
  return typeof value === 'string' && value !== '' ? Buffer.from(value, 'base64') : undefined
}

function checkedBody(id: string, pfx: Buffer, passphrase: string | undefined) {
  try {
    createSecureContext({ pfx, passphrase })
    return { id, secret: { pfx, passphrase } }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return notFound(`The certificate in the policy cannot be read: ${why}`)
  }
}

function notFound(message: string) {
  return { reason: 'CertificateNotFound', message }
}

function hexOf(thumbprint: string): string {
  return thumbprint.replace(/[^0-9A-Fa-f]/g, '').toUpperCase()
}
