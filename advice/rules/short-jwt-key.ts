import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { isExpression } from '../expression-text.ts'
import { attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

// Source: RFC 7518, 3.2 (a key of HS256 has at least 256 bits) and 3.3 (RSA at least 2048).
const symmetricMinBits = 256
const rsaMinBits = 2_048

/** Keys of validate-jwt that can be guessed. */
export const shortJwtKey = defineRule({
  id: 'short-jwt-key',
  severity: 'high',
  reads: 'policy documents',
  finds: `a key of validate-jwt below ${symmetricMinBits} bits (RSA: ${rsaMinBits})`,
  why: 'whoever guesses it by trying signs tokens of their own, for any caller and any role',
  fix: 'take keys from openid-config, or use random ones that are long enough',
  source: sources.hmac,
  find(subject) {
    return policiesNamed(subject, 'key')
      .filter(({ ancestors }) => ancestors.some(({ name }) => name === 'validate-jwt'))
      .flatMap(({ element }) => {
        const what = shortnessOf(element, subject)
        return what === undefined ? [] : [{ at: subject.placeOf(element), what }]
      })
  },
})

function shortnessOf(key: XmlElement, subject: Subject): string | undefined {
  const modulus = attributeOf(key, 'n')
  if (modulus !== undefined)
    return shorter(subject.valueOf(modulus), rsaMinBits, 'an RSA key', true)
  if (attributeOf(key, 'certificate-id') !== undefined) return undefined
  return shorter(subject.valueOf(key.text.trim()), symmetricMinBits, 'a symmetric key', false)
}

function shorter(text: string, minBits: number, kind: string, isModulus: boolean) {
  // A secret that is not there, C#, or what stands for a key in a sample.
  if (text === '' || isExpression(text) || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  // Moduli are written with a leading zero by some.
  const bits = (isModulus && bytes[0] === 0 ? bytes.length - 1 : bytes.length) * 8
  return bits < minBits ? `${kind} of ${bits} bits` : undefined
}
