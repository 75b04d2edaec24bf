import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { EdgeRecord } from '../../ledger/records.ts'
import type { Clock } from '../clock.ts'
import { Connection, resetSocket } from '../links/connection.ts'
import { parseProxyHeader, proxyHeaderBytesMax } from '../links/proxy-header.ts'

export type LoadBalancerOptions = {
  readonly clock: Clock
  /** The instance for a new connection; undefined when none is in. */
  choose(): { readonly instance: string; readonly endpoint: Endpoint } | undefined
  record(record: EdgeRecord): void
}

/**
 * A load balancer of connections: it pins each to one instance for life, whatever later becomes
 * of the instance, as Azure Load Balancer does with established flows. With no instance in, a
 * client gets an RST at once: it then knows that nothing was executed.
 */
export class LoadBalancer {
  readonly #options: LoadBalancerOptions
  readonly #server: Server
  readonly #open = new Map<Connection, () => void>()

  constructor(options: LoadBalancerOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#greet(client),
    )
    // Running out of descriptors shows here; the edge itself goes on.
    this.#server.on('error', () => undefined)
  }

  /** Resolves with the port; rejects when it may not listen there. */
  listen({ host, port }: Endpoint): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port, backlog: 1024 }, () => {
        const address = this.#server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  /** Resets what is open and records it as ended by the shutdown. */
  shutDown(): void {
    this.#server.close()
    for (const end of this.#open.values()) end()
  }

  get connections(): number {
    return this.#open.size
  }

  /** Reads the header that tells the client's port; what comes behind it is put back. */
  #greet(client: Socket): void {
    const openedAtUs = this.#options.clock.nowUs()
    client.on('error', () => undefined)
    // One that ends before it has said anything carried no request.
    const onEnd = () => client.destroy()
    let read: Buffer = Buffer.alloc(0)
    const onData = (chunk: Buffer) => {
      read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
      const header = parseProxyHeader(read)
      if (header === undefined && read.length < proxyHeaderBytesMax) return
      client.off('data', onData)
      client.off('end', onEnd)
      client.pause()
      const { rest, clientPort } = header ?? { rest: read, clientPort: 0 }
      if (rest.length > 0) client.unshift(rest)
      this.#pin(client, clientPort, openedAtUs)
    }
    client.on('data', onData)
    client.on('end', onEnd)
  }

  #pin(client: Socket, clientPort: number, openedAtUs: number): void {
    const { clock, choose, record } = this.#options
    const chosen = choose()
    if (chosen === undefined) {
      resetSocket(client)
      const times = { openedAtUs, closedAtUs: clock.nowUs() }
      const nothing = { instance: '', bytesUp: 0, bytesDown: 0 }
      record({ event: 'closed', ...times, clientPort, ...nothing, closedBy: 'no-instance' })
      return
    }
    const { instance, endpoint } = chosen
    const server = connect({ ...endpoint, allowHalfOpen: true, noDelay: true })
    const recordOf = (event: EdgeRecord['event'], closedBy: EdgeRecord['closedBy']) =>
      record({
        event,
        openedAtUs,
        closedAtUs: event === 'opened' ? 0 : clock.nowUs(),
        clientPort,
        instance,
        closedBy,
        bytesUp: server.bytesWritten,
        bytesDown: server.bytesRead,
      })
    let closedBy: EdgeRecord['closedBy'] = 'open'
    const blame = (who: 'client' | 'instance') => () => {
      if (closedBy === 'open') closedBy = who
    }
    for (const sign of ['end', 'error', 'close'] as const) {
      client.once(sign, blame('client'))
      server.once(sign, blame('instance'))
    }
    const connection = new Connection(client, server, clock, () => {
      this.#open.delete(connection)
      recordOf('closed', closedBy)
    })
    this.#open.set(connection, () => {
      closedBy = 'shutdown'
      connection.reset()
    })
    recordOf('opened', 'open')
  }
}
