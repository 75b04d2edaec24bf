import { constants, createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import type { TlsHost, TlsSettings } from '../../ledger/launch/tls.ts'
import { badTls } from '../errors.ts'
import type { Arrival } from './read-request.ts'
import * as refusals from './refusals.ts'

export type CompiledTls = {
  /** For `http2.createSecureServer`. */
  readonly options: object
  /** What every request of a connection has in common; asked once the handshake is done. */
  arrivalOf(socket: TLSSocket, bodyBytesMax: number): Arrival
}

type CompiledHost = { readonly host: TlsHost; readonly context: SecureContext }

/**
 * Makes one TLS context per host name. Throws a GatedrillError for certificates, keys and ciphers
 * that cannot be used.
 */
export function compileTls(settings: TlsSettings): CompiledTls {
  const hosts = settings.hosts.map((host) => ({ host, context: contextOf(host, settings) }))
  const chosen = hostChooser(hosts)
  const asks = settings.hosts.some(({ clientCertificate }) => clientCertificate !== 'none')
  const { certificate, key, clientCas } = chosen(undefined).host
  return {
    options: {
      cert: certificate,
      key,
      ...sharedOptions(settings),
      ...(clientCas.length === 0 ? {} : { ca: clientCas }),
      // A resumed session would bring the certificate of a handshake with another host name along.
      ...(asks ? { secureOptions: constants.SSL_OP_NO_TICKET } : {}),
      requestCert: asks,
      // Each host name decides for itself, once it is known who the client is.
      rejectUnauthorized: false,
      SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
        done(null, chosen(name).context),
      ...(settings.http2 ? {} : { ALPNCallback: onlyHttp1 }),
    },
    arrivalOf(socket, bodyBytesMax) {
      if (!asks) return { scheme: 'https', bodyBytesMax }
      return arrivalWithIdentity(socket, bodyBytesMax, chosen)
    },
  }
}

function onlyHttp1({ protocols }: { readonly protocols: readonly string[] }): string | undefined {
  return protocols.includes('http/1.1') ? 'http/1.1' : undefined
}

function sharedOptions({ minVersion, ciphers }: TlsSettings) {
  return { minVersion, ...(ciphers === undefined ? {} : { ciphers }) }
}

function arrivalWithIdentity(
  socket: TLSSocket,
  bodyBytesMax: number,
  chosen: (name: string | false | null) => CompiledHost,
): Arrival {
  const own = chosen(socket.servername)
  const { clientCertificate: mode } = own.host
  const isAsked = mode !== 'none'
  const clientCertificate = isAsked ? socket.getPeerX509Certificate() : undefined
  return {
    scheme: 'https',
    bodyBytesMax,
    clientCertificate,
    isClientCertificateTrusted: clientCertificate !== undefined && socket.authorized,
    refusalOf(name) {
      const asked = chosen(name === '' ? socket.servername : name)
      // Else a client would get past what one name requires by greeting with another.
      if (asked !== own && (isAsked || asked.host.clientCertificate !== 'none')) {
        return refusals.misdirected
      }
      const isTrusted = clientCertificate !== undefined && socket.authorized
      return mode === 'require' && !isTrusted ? refusals.certificateRequired : undefined
    },
  }
}

/** An exact name, then a wildcard of one label, then `*`, then the first. */
function hostChooser(
  hosts: readonly CompiledHost[],
): (name: string | false | null | undefined) => CompiledHost {
  const byName = new Map(hosts.map((entry) => [entry.host.name.toLowerCase(), entry]))
  const [first] = hosts
  if (first === undefined) throw new Error('the schema asks for one host')
  const rest = byName.get('*') ?? first
  return (name) => {
    if (typeof name !== 'string') return rest
    const lower = name.toLowerCase()
    const dot = lower.indexOf('.')
    return byName.get(lower) ?? (dot < 0 ? undefined : byName.get(`*${lower.slice(dot)}`)) ?? rest
  }
}

function contextOf(host: TlsHost, settings: TlsSettings): SecureContext {
  const { name, certificate, key, clientCas } = host
  const where = `tls ${name}`
  const read = attempt(() => new X509Certificate(certificate))
  if (read instanceof Error) throw badTls(where, 'the certificate cannot be read', read.message)
  const privateKey = attempt(() => createPrivateKey(key))
  if (privateKey instanceof Error) {
    throw badTls(where, 'the private key cannot be read', privateKey.message)
  }
  if (!read.checkPrivateKey(privateKey)) {
    throw badTls(where, 'the private key is not of this certificate', read.subject)
  }
  for (const ca of clientCas) {
    const authority = attempt(() => new X509Certificate(ca))
    if (authority instanceof Error) {
      throw badTls(where, 'a client CA cannot be read', authority.message)
    }
  }
  if (host.clientCertificate === 'require' && clientCas.length === 0) {
    throw badTls(
      where,
      'client certificates are required, but no CA is given',
      'clientCas is empty',
    )
  }
  const context = attempt(() =>
    createSecureContext({
      cert: certificate,
      key,
      ...sharedOptions(settings),
      ...(clientCas.length === 0 ? {} : { ca: clientCas }),
    }),
  )
  if (context instanceof Error) throw badTls(where, 'TLS cannot be set up', context.message)
  return context
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
