import { createPublicKey } from 'node:crypto'
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
 * Keys of `<issuer-signing-keys>`: a symmetric one in base64, or an RSA key by its modulus and
 * exponent in base64url. Source: APIM, validate-jwt.
 */
export function signingKeys(load: PolicyLoad): readonly InlineKey[] {
  return keysIn('issuer-signing-keys', load).flatMap((element): InlineKey[] => {
    const read = load.attributesOf(element, keyAttributes)
    if (read === undefined) return []
    const { n, e, 'certificate-id': certificateId } = read
    if (n !== undefined || e !== undefined) return rsaKey(n, e, element, load)
    if (certificateId !== undefined) return withoutCertificate(element, load)
    return symmetricKey(element, load)
  })
}

/** Symmetric keys of `<decryption-keys>`, in base64. Source: APIM, validate-jwt. */
export function decryptionKeys(load: PolicyLoad): readonly Uint8Array[] {
  return keysIn('decryption-keys', load).flatMap((element) => {
    const read = load.attributesOf(element, keyAttributes)
    if (read?.['certificate-id'] !== undefined) return withoutCertificate(element, load)
    return read === undefined ? [] : symmetricKey(element, load)
  })
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

function withoutCertificate(element: XmlElement, load: PolicyLoad): [] {
  const fix = 'use openid-config, or write the key into the policy'
  load.warn('a key is that of a certificate of the service', fix, element)
  return []
}
