import './reflect-metadata.ts'
import { KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import type { ServerCertificates } from '../../ledger/launch/tls.ts'

x509.cryptoProvider.set(webcrypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
/** No world is held up for longer. */
const validMs = 90 * dayMs

export type Issued = {
  /** PEM of the authority that has signed all of them. */
  readonly authority: string
  /** By the name of the process. */
  readonly certificates: ReadonlyMap<string, ServerCertificates>
}

/**
 * Makes an authority and, for each of these processes, a certificate that is in its time and one that
 * was until yesterday. Each is good for the process's own name and for all of these host names. The
 * authority's key is forgotten.
 */
export async function issueCertificates(
  processes: readonly string[],
  hosts: readonly string[],
  now: Date,
): Promise<Issued> {
  const keys = await newKeys()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=gatedrill',
    ...spanOf(now, -2 * validMs, validMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  const certificates = await Promise.all(
    processes.map(async (process, index): Promise<[string, ServerCertificates]> => {
      const own = await newKeys()
      const issue = async (serial: number, fromMs: number, untilMs: number) => {
        const issued = await x509.X509CertificateGenerator.create({
          serialNumber: serial.toString(16).padStart(4, '0'),
          subject: `CN=${process}`,
          issuer: root.subject,
          ...spanOf(now, fromMs, untilMs),
          signingAlgorithm: algorithm,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          extensions: [namesOf([process, ...hosts])],
        })
        return issued.toString('pem')
      }
      return [
        process,
        {
          key: pemOf(own.privateKey),
          valid: await issue(2 * index + 2, -dayMs, validMs),
          expired: await issue(2 * index + 3, -validMs, -dayMs),
        },
      ]
    }),
  )
  return { authority: root.toString('pem'), certificates: new Map(certificates) }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function spanOf(now: Date, fromMs: number, untilMs: number) {
  const at = now.getTime()
  return { notBefore: new Date(at + fromMs), notAfter: new Date(at + untilMs) }
}

function namesOf(names: readonly string[]): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
  )
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}
