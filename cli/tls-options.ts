import { readFileSync } from 'node:fs'
import { GatedrillError } from '../ledger/errors.ts'
import type { TlsHost, TlsSettings } from '../ledger/launch/tls.ts'

/** Options of TLS, as they are typed. */
export type TlsOptions = {
  readonly tlsCert: readonly string[]
  readonly tlsKey: readonly string[]
  readonly tlsMinVersion?: '1.2' | '1.3'
  readonly tlsCiphers?: string
  readonly clientCa: readonly string[]
  readonly clientCertificate?: TlsHost['clientCertificate']
  readonly backendCa: readonly string[]
}

/** Undefined without a certificate. Throws a GatedrillError for what does not fit together. */
export function tlsOf(options: TlsOptions): TlsSettings | undefined {
  const { tlsCert, tlsKey, clientCa, tlsMinVersion = '1.2', tlsCiphers } = options
  const certificates = new Map(tlsCert.map((text) => namedFile(text)))
  const keys = new Map(tlsKey.map((text) => namedFile(text)))
  if (certificates.size === 0) {
    refuseWithoutCertificate(options)
    return undefined
  }
  const clientCas = clientCa.map((file) => textIn('--client-ca', file))
  const clientCertificate = options.clientCertificate ?? (clientCa.length > 0 ? 'require' : 'none')
  const hosts = [...certificates].map(([name, file]): TlsHost => {
    const key = keys.get(name)
    if (key === undefined) throw unpaired('--tls-cert', name, '--tls-key')
    return {
      name,
      certificate: textIn('--tls-cert', file),
      key: textIn('--tls-key', key),
      clientCertificate,
      clientCas,
    }
  })
  for (const name of keys.keys()) {
    if (!certificates.has(name)) throw unpaired('--tls-key', name, '--tls-cert')
  }
  const minVersion = tlsMinVersion === '1.3' ? 'TLSv1.3' : 'TLSv1.2'
  return {
    minVersion,
    http2: true,
    hosts,
    ...(tlsCiphers === undefined ? {} : { ciphers: tlsCiphers }),
  }
}

/** By host name of the backend, `*` for all. */
export function backendCasOf({ backendCa }: TlsOptions): Record<string, readonly string[]> {
  return Object.fromEntries(
    backendCa.map(namedFile).map(([name, file]) => [name, [textIn('--backend-ca', file)]]),
  )
}

/** `api.example.com=file`, or a file for every name. */
function namedFile(text: string): [name: string, file: string] {
  const at = text.indexOf('=')
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : ['*', text]
}

function textIn(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw badTls(`${option} ${file}`, 'this file cannot be read', 'it is not there, or is no file')
  }
}

function refuseWithoutCertificate({ tlsKey, clientCa, tlsMinVersion, ...rest }: TlsOptions): void {
  const given = [
    ...(tlsKey.length > 0 ? ['--tls-key'] : []),
    ...(clientCa.length > 0 ? ['--client-ca'] : []),
    ...(tlsMinVersion === undefined ? [] : ['--tls-min-version']),
    ...(rest.tlsCiphers === undefined ? [] : ['--tls-ciphers']),
    ...(rest.clientCertificate === undefined ? [] : ['--client-certificate']),
  ]
  if (given.length === 0) return
  throw badTls(given.join(', '), 'there is no --tls-cert', 'without one nothing is said over TLS')
}

function unpaired(option: string, name: string, other: string): GatedrillError {
  const which = name === '*' ? '' : ` for ${name}`
  return badTls(option, `there is no ${other}${which}`, 'a certificate is used with its key')
}

function badTls(where: string, what: string, why: string): GatedrillError {
  const fix = 'write --tls-cert cert.pem --tls-key key.pem, or host=file once for each host name'
  return new GatedrillError({ code: 'CLI_BAD_TLS', where, what, why, fix })
}
