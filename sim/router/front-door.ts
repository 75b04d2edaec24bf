import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'
import { Connection, resetSocket } from '../links/connection.ts'

export type FrontDoorOptions = {
  readonly clock: Clock
  /** The region for a new connection from that place, and the way there; undefined: none. */
  choose(from: string): { readonly region: string; readonly endpoint: Endpoint } | undefined
}

/**
 * An anycast front door: clients connect to what is next to them, and each connection is carried to
 * a healthy region. It begins with the PROXY header of the link that it came by, which goes on to
 * the edge as it is, so that the edge still knows whose connection it is.
 */
export class FrontDoor {
  readonly #options: FrontDoorOptions
  readonly #servers: Server[] = []
  readonly #open = new Map<Connection, string>()

  constructor(options: FrontDoorOptions) {
    this.#options = options
  }

  /** Resolves with the port for clients of one place; rejects when it may not listen there. */
  listen({ host, port }: Endpoint, from: string): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#carry(client, from),
    )
    this.#servers.push(server)
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, backlog: 1024 }, () => {
        server.off('error', reject)
        // Running out of descriptors shows here; the door itself stays open.
        server.on('error', () => undefined)
        const address = server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  get connections(): number {
    return this.#open.size
  }

  /** Ends what leads to a region that is out: its clients come again, and are carried elsewhere. */
  leave(region: string): void {
    for (const [connection, to] of this.#open) if (to === region) connection.reset()
  }

  shutDown(): void {
    for (const server of this.#servers) server.close()
    for (const connection of this.#open.keys()) connection.reset()
  }

  #carry(client: Socket, from: string): void {
    client.on('error', () => undefined)
    const chosen = this.#options.choose(from)
    if (chosen === undefined) {
      resetSocket(client)
      return
    }
    const server = connect({ ...chosen.endpoint, allowHalfOpen: true, noDelay: true })
    const connection = new Connection(client, server, this.#options.clock, () =>
      this.#open.delete(connection),
    )
    this.#open.set(connection, chosen.region)
  }
}
