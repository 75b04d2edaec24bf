import { Pool } from 'undici'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { BaseUrl } from './call.ts'
import { CountingClient } from './counting-client.ts'

export type PoolOptions = {
  /** Where host names lead in this world, `*` for all others; absent: to the real hosts. */
  readonly hosts: Readonly<Record<string, Endpoint>> | undefined
  readonly connectTimeoutMs: number
}

// Idle connections are dropped by the load balancer after four minutes. Source: Azure Load Balancer.
const idleMsMax = 240_000
// Connections of one unit to one authority. Source: APIM service limits.
const connectionsMax = 2_048

/** One pool per origin, kept until the instance ends. */
export class BackendPools implements AsyncDisposable {
  readonly #options: PoolOptions
  readonly #pools = new Map<string, Pool>()

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Undefined for a host that is not part of this world. */
  poolOf(url: BaseUrl): Pool | undefined {
    const origin = `${url.scheme}//${url.hostname}:${url.port}`
    const known = this.#pools.get(origin)
    if (known !== undefined) return known
    const address = this.#addressOf(url)
    if (address === undefined) return undefined
    const pool = new Pool(address, {
      allowH2: false,
      connections: connectionsMax,
      connectTimeout: this.#options.connectTimeoutMs,
      // Both are watched with the instance's clock, per request.
      headersTimeout: 0,
      keepAliveTimeout: idleMsMax,
      keepAliveMaxTimeout: idleMsMax,
      pipelining: 1,
      factory: (target, options) => new CountingClient(target, options),
    })
    this.#pools.set(origin, pool)
    return pool
  }

  /** Links of a world are plain TCP, whatever the URL says. */
  #addressOf({ scheme, host, hostname }: BaseUrl): string | undefined {
    const { hosts } = this.#options
    if (hosts === undefined) return `${scheme}//${host}`
    const endpoint = hosts[hostname] ?? hosts['*']
    return endpoint && `http://${endpoint.host}:${endpoint.port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()))
  }
}
