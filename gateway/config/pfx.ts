import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { type DerPart, derPartsOf } from './der.ts'

/** What is in a PKCS #12 file, both PEM. */
export type PfxContent = { readonly certificate: string; readonly key: string }

/**
 * The certificate and private key of a PKCS #12 file (`.pfx`). Throws an Error that says what is
 * wrong with it, or with the password. Source: RFC 7292.
 */
export function readPfx(pfx: Buffer, passphrase: string | undefined): PfxContent {
  // OpenSSL checks the password against the whole file, and finds the certificate of the key.
  const context = createSecureContext({ pfx, passphrase: passphrase ?? '' })
  const der: unknown = context.context.getCertificate()
  const shrouded = shroudedKeyIn(pfx)
  if (!Buffer.isBuffer(der)) throw new Error('there is no certificate in it')
  if (shrouded === undefined) throw new Error('there is no encrypted private key in it')
  const key = createPrivateKey({
    key: shrouded,
    format: 'der',
    type: 'pkcs8',
    passphrase: passphrase ?? '',
  })
  return {
    certificate: new X509Certificate(der).toString(),
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

// 1.2.840.113549.1.7.1 and 1.2.840.113549.1.12.10.1.2, as they stand in DER.
const dataType = '2a864886f70d010701'
const shroudedKeyBag = '2a864886f70d010c0a0102'

/**
 * The encrypted private key: PFX > authSafe > contents that are not encrypted as a whole > bag.
 * Undefined where all bags are in encrypted contents, as hardly anybody writes them.
 */
function shroudedKeyIn(pfx: Buffer): Buffer | undefined {
  const [, authSafe] = derPartsOf(derPartsOf(pfx)[0]?.inner)
  for (const content of derPartsOf(derPartsOf(contentOf(authSafe))[0]?.inner)) {
    for (const bag of derPartsOf(derPartsOf(contentOf(content))[0]?.inner)) {
      const [type, value] = derPartsOf(bag.inner)
      if (type?.inner.toString('hex') === shroudedKeyBag) return value?.inner
    }
  }
  return undefined
}

/** The octets of a ContentInfo whose type is `data`. */
function contentOf(info: DerPart | undefined): Buffer | undefined {
  const [type, value] = derPartsOf(info?.inner)
  if (type?.inner.toString('hex') !== dataType) return undefined
  return derPartsOf(value?.inner)[0]?.inner
}
