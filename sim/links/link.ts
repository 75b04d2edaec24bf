import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'
import { Connection, resetSocket } from './connection.ts'
import { directions } from './direction.ts'
import type { FeltHarm } from './flow.ts'
import { proxyHeaderOf } from './proxy-header.ts'
import type { Harm } from './toxics/define-toxic.ts'

/** Sockets that a mute link may hold open; what comes beyond is reset. */
const mutedMax = 10_000

const doorRank = { open: 0, mute: 1, reset: 2, shut: 3 } as const
type Door = keyof typeof doorRank

export type LinkOptions = {
  readonly host: string
  /** Says the client's address to the endpoint, as HAProxy's PROXY protocol, version 1. */
  readonly announces: boolean
  /** How far it leads, each way; what harms it comes on top. */
  readonly latencyMs: number
  readonly clock: Clock
}

/**
 * One arrow of the world: a listener that carries every connection on to its endpoint. Not aimed,
 * or with nobody listening there, it resets who comes: it has accepted by then and cannot refuse.
 */
export class Link implements AsyncDisposable {
  readonly #options: LinkOptions
  readonly #server: Server
  /** What the length of the way does to each direction, as long as the link is there. */
  readonly #way: readonly FeltHarm[]
  readonly #connections = new Set<Connection>()
  readonly #muted = new Set<Socket>()
  readonly #harms = new Map<string, Harm>()
  /** How often each harm did something. */
  readonly #felt = new Map<string, number>()
  #endpoint: Endpoint | undefined
  #port = 0
  #isClosed = false
  #doorMoves: Promise<void> = Promise.resolve()

  constructor(options: LinkOptions) {
    const { latencyMs } = options
    this.#options = options
    this.#way =
      latencyMs === 0 ? [] : [{ harm: { delayMs: () => latencyMs }, felt: () => undefined }]
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#admit(client),
    )
    // Running out of descriptors shows here; the link itself goes on.
    this.#server.on('error', () => undefined)
  }

  /** Listens on a free port of its host, which it keeps for life; rejects when it may not. */
  async open(): Promise<number> {
    this.#server.listen({ host: this.#options.host, port: this.#port, backlog: 1024 })
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address !== null && typeof address === 'object') this.#port = address.port
    return this.#port
  }

  /** New connections lead there from now on; live ones stay where they are. */
  aim(endpoint: Endpoint): void {
    this.#endpoint = endpoint
  }

  /** Resolves when the harm is felt. */
  harm(id: string, harm: Harm): Promise<void> {
    this.#harms.set(id, harm)
    this.#felt.set(id, 0)
    if (harm.resetsAtBegin === true) this.#resetAll()
    return this.#apply()
  }

  /** Without harm when it is not harmed so. Resolves when the link works again. */
  heal(id: string): Promise<void> {
    const harm = this.#harms.get(id)
    if (harm === undefined) return this.#doorMoves
    this.#harms.delete(id)
    this.#felt.delete(id)
    if (harm.resetsAtEnd === true) this.#resetAll()
    return this.#apply()
  }

  get status() {
    return {
      port: this.#port,
      isListening: this.#server.listening,
      connections: this.#connections.size,
      muted: this.#muted.size,
      harms: [...this.#harms.keys()],
      felt: Object.fromEntries(this.#felt),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#harms.clear()
    this.#resetAll()
    await this.#doorMoves.catch(() => undefined)
    if (this.#server.listening) this.#server.close()
  }

  #admit(client: Socket): void {
    const door = this.#door
    for (const [id, harm] of this.#harms) if (harm.door !== undefined) this.#feel(id)
    if (door === 'mute') {
      this.#mute(client)
      return
    }
    if (door !== 'open' || this.#endpoint === undefined) {
      client.on('error', () => undefined)
      resetSocket(client)
      return
    }
    const server = connect({ ...this.#endpoint, allowHalfOpen: true, noDelay: true })
    if (this.#options.announces) server.write(proxyHeaderOf(client))
    const connection = new Connection(client, server, this.#options.clock, () =>
      this.#connections.delete(connection),
    )
    this.#connections.add(connection)
    this.#poison(connection)
  }

  #mute(client: Socket): void {
    client.on('error', () => undefined)
    if (this.#muted.size >= mutedMax) {
      resetSocket(client)
      return
    }
    this.#muted.add(client)
    client.on('close', () => this.#muted.delete(client))
  }

  get #door(): Door {
    let worst: Door = 'open'
    for (const { door = 'open' } of this.#harms.values()) {
      if (doorRank[door] > doorRank[worst]) worst = door
    }
    return worst
  }

  #apply(): Promise<void> {
    for (const connection of this.#connections) this.#poison(connection)
    // One after the other: a port that is still closing cannot be opened again.
    this.#doorMoves = this.#doorMoves.catch(() => undefined).then(() => this.#moveDoor())
    return this.#doorMoves
  }

  #poison(connection: Connection): void {
    const harms = [...this.#harms]
    for (const direction of directions) {
      connection.suffer(direction, [
        ...this.#way,
        ...harms.flatMap(([id, { flow }]) => {
          const harm = flow?.(direction)
          return harm === undefined ? [] : [{ harm, felt: () => this.#feel(id) }]
        }),
      ])
      const holding = harms.filter(([, { holds = [] }]) => holds.includes(direction))
      for (const [id] of holding) this.#feel(id)
      connection.hold(direction, holding.length > 0)
    }
  }

  #feel(id: string): void {
    this.#felt.set(id, (this.#felt.get(id) ?? 0) + 1)
  }

  async #moveDoor(): Promise<void> {
    const isShut = this.#door === 'shut'
    if (isShut && this.#server.listening) {
      // Not awaited to its end: that comes when the last live connection is gone.
      this.#server.close()
    } else if (!isShut && !this.#server.listening && !this.#isClosed) {
      await this.open()
    }
  }

  #resetAll(): void {
    for (const connection of this.#connections) connection.reset()
    for (const socket of this.#muted) resetSocket(socket)
  }
}
