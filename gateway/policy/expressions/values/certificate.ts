import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { NetObject } from '../value.ts'

/** `X509Certificate2`, with its private key where the service has it. */
export class NetCertificate extends NetObject {
  readonly netType = 'X509Certificate2'
  readonly certificate: X509Certificate
  readonly privateKey: KeyObject | undefined

  constructor(certificate: X509Certificate, privateKey?: KeyObject) {
    super()
    this.certificate = certificate
    this.privateKey = privateKey
  }
}

/** `RSA`, `RSACng`: a public or a private key. */
export class NetRsa extends NetObject {
  readonly netType = 'RSACng'
  readonly key: KeyObject

  constructor(key: KeyObject) {
    super()
    this.key = key
  }
}

/** The certificates of a service by their ids: what `context.Deployment.Certificates` holds. */
export type Certificates = ReadonlyMap<string, NetCertificate>

/** Reads PEM texts. Throws Node's own errors for what is no certificate or no key. */
export function certificateOf(pem: string, keyPem: string | undefined): NetCertificate {
  const key = keyPem === undefined ? undefined : createPrivateKey(keyPem)
  return new NetCertificate(new X509Certificate(pem), key)
}
