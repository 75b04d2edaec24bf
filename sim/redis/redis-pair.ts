import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { RedisLaunch, RedisStatus } from '../../ledger/launch/redis.ts'
import { type Clock, until, wait } from '../clock.ts'
import { type RedisServer, startRedisServer } from './redis-server.ts'

export type RedisPairOptions = Omit<RedisLaunch, 'region' | 'epochNs'> & {
  readonly clock: Clock
}

const followsWithinMs = 10_000

/**
 * The Redis of a region behind one port, as a managed one has one name: a primary, and a replica
 * that takes over in a failover. What is connected to a primary that dies is disconnected.
 */
export class RedisPair {
  readonly #options: RedisPairOptions
  readonly #front: Server
  #primary: RedisServer
  #replica: RedisServer | undefined
  #failovers = 0
  #losses = 0

  private constructor(options: RedisPairOptions, primary: RedisServer) {
    this.#options = options
    this.#primary = primary
    this.#front = createServer({ noDelay: true }, (client) => this.#carry(client))
  }

  static async open(options: RedisPairOptions): Promise<RedisPair> {
    const { listen } = options
    mkdirSync(options.stateFolder, { recursive: true })
    const primary = await startRedisServer({ ...options, host: listen.host })
    const pair = new RedisPair(options, primary)
    if (options.hasReplica) await pair.#follow()
    pair.#front.listen(listen)
    await once(pair.#front, 'listening')
    return pair
  }

  get port(): number {
    const address = this.#front.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  async status(): Promise<RedisStatus> {
    const keys = await this.#primary.ask('DBSIZE').then(Number, () => undefined)
    const { failovers, losses } = { failovers: this.#failovers, losses: this.#losses }
    return { isUp: keys !== undefined, keys: keys ?? 0, failovers, losses }
  }

  /** Forgets every entry, on the replica as well. */
  async loseData(): Promise<void> {
    await this.#primary.ask('FLUSHALL')
    this.#losses += 1
  }

  /**
   * The primary dies; after a while its replica serves in its place, with what it had heard, and
   * gets a replica of its own. Resolves when the primary is dead; the rest is awaited apart.
   */
  async failOver(outageMs: number): Promise<{ readonly done: Promise<void> }> {
    const { clock } = this.#options
    const replica = this.#replica
    if (replica === undefined) throw new Error('there is no replica to fail over to')
    await this.#primary.kill()
    const takeOver = async () => {
      await wait(clock, outageMs)
      await replica.ask('REPLICAOF NO ONE')
      this.#primary = replica
      this.#failovers += 1
      await this.#follow()
    }
    return { done: takeOver() }
  }

  async #follow(): Promise<void> {
    const { listen, clock } = this.#options
    const { port: replicaOf } = this.#primary
    const replica = await startRedisServer({ ...this.#options, host: listen.host, replicaOf })
    this.#replica = replica
    // A replica hears what is written only after it has said once how far it is, within a second.
    // WAIT is about what the same connection sent before, and a message changes no data.
    await until(clock, { periodMs: 20, withinMs: followsWithinMs }, async () => {
      const waited = await this.#primary.ask('PUBLISH following 1', 'WAIT 1 20').catch(() => '0')
      return Number(waited) >= 1
    })
  }

  #carry(client: Socket): void {
    const server = connect({ host: this.#options.listen.host, port: this.#primary.port })
    server.setNoDelay(true)
    client.on('error', () => server.destroy())
    server.on('error', () => client.resetAndDestroy())
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
    client.pipe(server)
    server.pipe(client)
  }
}
