import '../../../sim/tls/reflect-metadata.ts'
import { KeyObject, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A certificate and its key, both PEM. */
export type Identity = { readonly certificate: string; readonly key: string }

export type Authority = Identity & {
  /** Signs a certificate for these host names; the first is its subject. */
  issue(...names: readonly string[]): Promise<Identity>
}

/** An authority of its own, valid for a day, as `CN=<name>`. */
export async function newAuthority(name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name}`,
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  let serial = 1
  return {
    certificate: root.toString('pem'),
    key: pemOf(keys.privateKey),
    async issue(...names) {
      const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      serial += 1
      const issued = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: `CN=${names[0]}`,
        issuer: root.subject,
        ...validity(),
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value })),
          ),
        ],
      })
      return { certificate: issued.toString('pem'), key: pemOf(own.privateKey) }
    },
  }
}

function validity() {
  const now = Date.now()
  const hourMs = 3_600_000
  return { notBefore: new Date(now - hourMs), notAfter: new Date(now + 24 * hourMs) }
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}
