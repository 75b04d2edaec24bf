import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import type { ServerCertificates } from '../../ledger/launch/tls.ts'

/** First byte of a TLS connection. Source: RFC 8446, section 5.1 (handshake). */
const handshakeByte = 22

/**
 * Lets an HTTP server speak TLS as well, at the same port: gateways do, and the harness's own probes
 * go on in the clear. Which certificate it shows may change while it serves; connections that were
 * opened with another one end when what they carry is answered.
 */
export class TlsPort {
  readonly #server: Server
  readonly #valid: SecureContext
  readonly #expired: SecureContext
  readonly #speak: readonly ((socket: Socket) => void)[]
  readonly #carrierOf = new WeakMap<Socket, Socket>()
  readonly #contextOf = new WeakMap<Socket, SecureContext>()
  #shown: SecureContext
  #expirations = 0

  /** Before the server listens. */
  constructor(server: Server, { key, valid, expired }: ServerCertificates) {
    this.#server = server
    // Each has ticket keys of its own: no session that one has begun goes on with the other.
    this.#valid = createSecureContext({ key, cert: valid })
    this.#expired = createSecureContext({ key, cert: expired })
    this.#shown = this.#valid
    this.#speak = server.listeners('connection').map((listener) => listener.bind(server))
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#came(socket))
    server.prependListener('request', ({ socket }, response) => {
      const opened = this.#contextOf.get(socket)
      if (opened === undefined) return
      const mayEnd = () => {
        if (opened !== this.#shown) response.shouldKeepAlive = false
      }
      mayEnd()
      this.#answering.add(mayEnd)
      response.once('close', () => this.#answering.delete(mayEnd))
    })
  }

  readonly #answering = new Set<() => void>()

  /** The TCP connection that carries one of TLS; in the clear it is the connection itself. */
  readonly carrierOf = (socket: Socket): Socket => this.#carrierOf.get(socket) ?? socket

  /** It shows its expired certificate until this is undone. */
  readonly showExpired = (): (() => void) => {
    this.#expirations += 1
    this.#show()
    let isUndone = false
    return () => {
      if (isUndone) return
      isUndone = true
      this.#expirations -= 1
      this.#show()
    }
  }

  #show(): void {
    const shown = this.#expirations === 0 ? this.#valid : this.#expired
    if (shown === this.#shown) return
    this.#shown = shown
    this.#server.closeIdleConnections()
    for (const mayEnd of this.#answering) mayEnd()
  }

  /** What a connection speaks is known by its first byte. */
  #came(socket: Socket): void {
    const end = () => socket.destroy()
    socket.once('error', end)
    socket.once('end', end)
    socket.once('data', (first: Buffer) => {
      socket.off('error', end)
      socket.off('end', end)
      socket.pause()
      socket.unshift(first)
      if (first[0] === handshakeByte) this.#secure(socket)
      else {
        this.#listen(socket)
        process.nextTick(() => socket.resume())
      }
    })
  }

  #secure(carrier: Socket): void {
    const context = this.#shown
    const socket = new TLSSocket(carrier, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: ['http/1.1'],
    })
    // A caller that trusts no such certificate ends its connection: that is its right.
    const refused = () => carrier.destroy()
    socket.once('error', refused)
    socket.once('secure', () => {
      socket.off('error', refused)
      this.#carrierOf.set(socket, carrier)
      this.#contextOf.set(socket, context)
      // A reset is one of TCP.
      socket.resetAndDestroy = () => {
        carrier.resetAndDestroy()
        return socket
      }
      this.#listen(socket)
    })
  }

  #listen(socket: Socket): void {
    for (const speak of this.#speak) speak(socket)
  }
}
