import type { Server, Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** The port may have been taken as the source of some connection meanwhile; it is free soon. */
const reopenEveryMs = 50

/**
 * The listening socket of a server that is up, which may be shut and opened again at the same
 * port, and the connections that came through it, each of which leads to a replica.
 */
export class Door {
  readonly #server: Server
  readonly #clock: Clock
  readonly #zones: readonly string[]
  readonly #zoneOf = new WeakMap<Socket, string>()
  readonly #sockets = new Set<Socket>()
  #at: { readonly host: string; readonly port: number } | undefined
  #isOpen = true
  #connections = 0

  constructor(server: Server, clock: Clock, zones: readonly string[] = ['']) {
    this.#server = server
    this.#clock = clock
    this.#zones = zones
    server.on('connection', (socket: Socket) => this.#came(socket))
  }

  /** Of the replica that this connection leads to. */
  readonly zoneOf = (socket: Socket): string => this.#zoneOf.get(socket) ?? this.#zones[0] ?? ''

  set(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return
    this.#isOpen = isOpen
    if (isOpen) {
      this.#open()
      return
    }
    const address = this.#server.address()
    if (typeof address === 'object' && address !== null) {
      this.#at = { host: address.address, port: address.port }
    }
    this.#server.close()
    this.resetAll()
  }

  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  #came(socket: Socket): void {
    const zone = this.#zones[this.#connections % this.#zones.length] ?? ''
    this.#connections += 1
    this.#zoneOf.set(socket, zone)
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  #open(): void {
    const at = this.#at
    if (at === undefined || !this.#isOpen || this.#server.listening) return
    const again = () => this.#clock.after(reopenEveryMs, () => this.#open())
    this.#server.once('error', again)
    this.#server.listen(at.port, at.host, () => this.#server.off('error', again))
  }
}
