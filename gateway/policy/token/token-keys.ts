import { createPrivateKey, createPublicKey } from 'node:crypto'
import { z } from 'zod'
import type { InlineKey } from '../../jwt/verify-token.ts'
import { childNamed } from '../children.ts'
import type { PolicyLoad } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

const keyAttributes = z.strictObject({
  'certificate-id': z.string().min(1).optional(),
  n: z.string().min(1).optional(),
  e: z.string().min(1).optional(),
})

/**
 * Keys of `<issuer-signing-keys>`: a symmetric one in base64, an RSA key by its modulus and
 * exponent in base64url, or that of a certificate of the service. Source: APIM, validate-jwt.
 */
export function signingKeys(load: PolicyLoad): readonly InlineKey[] {
  return keysIn('issuer-signing-keys', load).flatMap((element): InlineKey[] => {
    const read = load.attributesOf(element, keyAttributes)
    if (read === undefined) return []
    const { n, e, 'certificate-id': certificateId } = read
    if (n !== undefined || e !== undefined) return rsaKey(n, e, element, load)
    if (certificateId === undefined) return symmetricKey(element, load)
    const certificate = certificateOf(certificateId, load)?.certificate
    if (certificate !== undefined) return [createPublicKey(certificate)]
    return withoutCertificate(certificateId, element, load)
  })
}

/**
 * Keys of `<decryption-keys>`: symmetric ones in base64, or private ones of certificates of the
 * service. Source: APIM, validate-jwt.
 */
export function decryptionKeys(load: PolicyLoad): readonly InlineKey[] {
  return keysIn('decryption-keys', load).flatMap((element): InlineKey[] => {
    const read = load.attributesOf(element, keyAttributes)
    if (read === undefined) return []
    const certificateId = read['certificate-id']
    if (certificateId === undefined) return symmetricKey(element, load)
    const key = certificateOf(certificateId, load)?.key
    return key === undefined
      ? withoutCertificate(certificateId, element, load)
      : [createPrivateKey(key)]
  })
}

function certificateOf(certificateId: string, { content }: PolicyLoad) {
  return content.certificates?.find(({ id }) => id === certificateId)
}

function keysIn(list: string, load: PolicyLoad): readonly XmlElement[] {
  return childNamed(load.element, list)?.children ?? []
}

function symmetricKey(element: XmlElement, load: PolicyLoad): Uint8Array[] {
  const text = element.text.trim()
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return [Buffer.from(text, 'base64')]
  // A named value without a value here was said before, and is a key that nobody has.
  if (!text.includes('{{')) {
    load.warn('a key is not written in base64', 'write it in base64, or use n and e', element)
  }
  return []
}

function rsaKey(
  n: string | undefined,
  e: string | undefined,
  element: XmlElement,
  load: PolicyLoad,
): InlineKey[] {
  if (n === undefined || e === undefined) {
    load.warn('a key has half of n and e', 'write both, in base64url', element)
    return []
  }
  try {
    return [createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })]
  } catch {
    load.warn('n and e are no RSA key', 'write both, in base64url', element)
    return []
  }
}

function withoutCertificate(id: string, element: XmlElement, load: PolicyLoad): [] {
  if (load.assumes('certificate', id)) return []
  const fix = 'add certificates/<id>/certificateInformation.json with certificate and privateKey'
  load.warn(`there is no certificate ${id} with the key that is needed`, fix, element)
  return []
}
