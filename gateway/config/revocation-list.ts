import { derPartsOf } from './der.ts'

const integer = 0x02
const sequence = 0x30
const times: readonly number[] = [0x17, 0x18]

/**
 * The serial numbers, in hex, of the certificates that a list (CRL, in PEM) has revoked; undefined
 * when the text is no such list. Who signed it is not checked. Source: RFC 5280, section 5.1.
 */
export function revokedIn(pem: string): readonly string[] | undefined {
  const [, text] = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/.exec(pem) ?? []
  if (text === undefined) return undefined
  const [list] = derPartsOf(Buffer.from(text, 'base64'))
  const [content] = derPartsOf(list?.inner)
  const parts = derPartsOf(content?.inner)
  // Behind the last time stands the list, if anything is revoked.
  const lastTime = parts.findLastIndex(({ tag }) => times.includes(tag))
  if (lastTime < 0) return undefined
  const revoked = parts[lastTime + 1]
  if (revoked?.tag !== sequence) return []
  return derPartsOf(revoked.inner).flatMap(({ inner }) => {
    const [serial] = derPartsOf(inner)
    return serial?.tag === integer ? [serial.inner.toString('hex').toUpperCase()] : []
  })
}
