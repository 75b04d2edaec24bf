import { createSecureContext, rootCertificates } from 'node:tls'
import { Pool } from 'undici'
import type { HostEndpoint } from '../../ledger/launch/gateway.ts'
import type { BackendEntity } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import type { BaseUrl, HttpVersion } from './call.ts'
import { type Ageing, CountingClient } from './counting-client.ts'
import { PlainWire } from './plain-wire.ts'
import { type HttpProxy, inAbsoluteForm, tunnel, type Wire } from './proxy.ts'
import type { ShownCertificate } from './shown-certificate.ts'

export type PoolOptions = {
  readonly clock: Pick<Clock, 'nowUs' | 'after'>
  /** Where host names lead in this world, `*` for all others; absent: to the real hosts. */
  readonly hosts: Readonly<Record<string, HostEndpoint>> | undefined
  readonly connectTimeoutMs: number
  /** PEM of authorities beside the well-known ones, by host name of the backend, or `*`. */
  readonly backendCas?: Readonly<Record<string, readonly string[]>> | undefined
  /** A connection older than this takes one more request, as its last; absent: ten minutes. */
  readonly connectionMaxAgeMs?: number | undefined
}

/** How to speak to a backend; absent: HTTP/1.1, and its certificate is checked. */
export type Speech = {
  readonly httpVersion?: HttpVersion | undefined
  readonly tls?: BackendEntity['tls']
  /** Over TLS alone. */
  readonly certificate?: ShownCertificate | undefined
  readonly proxy?: HttpProxy | undefined
}

/** HTTP/1.1 to a backend that needs nothing special. */
const usual: Speech = {}
// Idle connections are dropped by the load balancer after four minutes. Source: Azure Load Balancer.
const idleMsMax = 240_000
// Assumed, none is published: short enough that a backend that has moved is found where it is now.
const defaultMaxAgeMs = 600_000
// Connections of one unit to one authority. Source: APIM service limits.
const connectionsMax = 2_048

/** One pool per origin and way to speak to it, kept until the instance ends. */
export class BackendPools implements AsyncDisposable {
  readonly #options: PoolOptions
  readonly #pools = new Map<string, Pool>()
  /** Those of the usual way to speak: a key of text for each call would cost more than the finding. */
  readonly #usualPools = new WeakMap<BaseUrl, Pool>()
  readonly #plainWires = new Map<string, PlainWire>()
  readonly #usualWires = new WeakMap<BaseUrl, Wire>()
  readonly #maxAgeMs: number
  readonly #ageing: Ageing

  constructor(options: PoolOptions) {
    this.#options = options
    this.#maxAgeMs = options.connectionMaxAgeMs ?? defaultMaxAgeMs
    this.#ageing = { nowUs: options.clock.nowUs, maxAgeUs: this.#maxAgeMs * 1_000 }
  }

  /** What takes requests to that host, perhaps through a proxy; undefined as `poolOf`. */
  wireTo(url: BaseUrl, speech?: Speech): Wire | undefined {
    const proxy = speech?.proxy
    if (proxy !== undefined) return this.#proxied(url, speech ?? usual, proxy)
    if (speech !== undefined) return this.poolOf(url, speech)
    const known = this.#usualWires.get(url)
    if (known !== undefined) return known
    const pool = this.poolOf(url)
    const address = this.#addressOf(url)
    if (pool === undefined || address === undefined) return undefined
    const wire = address.startsWith('http:') ? this.#plainTo(address, pool) : pool
    this.#usualWires.set(url, wire)
    return wire
  }

  /** Undefined for a host that is not part of this world. */
  poolOf(url: BaseUrl, speech = usual): Pool | undefined {
    if (speech !== usual) return this.#poolByKey(url, speech)
    const known = this.#usualPools.get(url)
    if (known !== undefined) return known
    const pool = this.#poolByKey(url, speech)
    if (pool !== undefined) this.#usualPools.set(url, pool)
    return pool
  }

  #plainTo(address: string, otherwise: Pool): PlainWire {
    const known = this.#plainWires.get(address)
    if (known !== undefined) return known
    const { hostname, port } = new URL(address)
    const wire = new PlainWire({
      clock: this.#options.clock,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 80 : Number(port),
      connectTimeoutMs: this.#options.connectTimeoutMs,
      connectionsMax,
      idleMaxMs: idleMsMax,
      maxAgeMs: this.#maxAgeMs,
      otherwise,
    })
    this.#plainWires.set(address, wire)
    return wire
  }

  #poolByKey(url: BaseUrl, speech: Speech): Pool | undefined {
    const key = `${url.scheme}//${url.hostname}:${url.port}${speechKey(speech)}`
    const known = this.#pools.get(key)
    if (known !== undefined) return known
    const address = this.#addressOf(url)
    if (address === undefined) return undefined
    const isSecure = address.startsWith('https:')
    const connect = isSecure ? this.#tlsOf(url, speech) : undefined
    return this.#opened(key, address, speech, connect)
  }

  #opened(
    key: string,
    address: string,
    { httpVersion = '1' }: Speech,
    connect: Pool.Options['connect'],
  ): Pool {
    const isSecure = address.startsWith('https:')
    const pool = new Pool(address, {
      allowH2: httpVersion !== '1',
      // In the clear nothing tells which versions a backend has.
      ...(httpVersion === '2' && !isSecure ? { useH2c: true } : {}),
      connections: connectionsMax,
      connectTimeout: this.#options.connectTimeoutMs,
      ...(connect === undefined ? {} : { connect }),
      // Both are watched with the instance's clock, per request.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleMsMax,
      keepAliveMaxTimeout: idleMsMax,
      pipelining: 1,
      ...(httpVersion === '1' ? {} : { clientTtl: this.#maxAgeMs }),
      factory: (target, options) =>
        new CountingClient(target, options, httpVersion === '1' ? this.#ageing : undefined),
    })
    this.#pools.set(key, pool)
    return pool
  }

  /** In the clear the proxy is asked for the URL; TLS goes through a tunnel, and it sees nothing. */
  #proxied(url: BaseUrl, speech: Speech, proxy: HttpProxy): Wire | undefined {
    const { hosts } = this.#options
    const target = this.#addressOf(url)
    const isSecure = hosts === undefined ? url.scheme === 'https:' : target?.startsWith('https:')
    if (isSecure !== true) {
      const wire = this.poolOf(proxy.base)
      return wire && inAbsoluteForm(wire, url, proxy)
    }
    const { base, authorization } = proxy
    const key = `${base.host} ${authorization ?? ''} ${url.host}${speechKey(speech)}`
    const known = this.#pools.get(key)
    const address = this.#addressOf(base)
    if (known !== undefined || address === undefined) return known
    const { hostname, port } = new URL(address)
    const connect = tunnel({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 80 : Number(port),
      authorization,
      target: url,
      tls: this.#tlsOf(url, speech),
      timeoutMs: this.#options.connectTimeoutMs,
    })
    return this.#opened(key, `https://${url.host}`, speech, connect)
  }

  /** Links of a world are plain TCP, whatever the URL says, unless they are said to be TLS. */
  #addressOf({ scheme, host, hostname }: BaseUrl): string | undefined {
    const { hosts } = this.#options
    if (hosts === undefined) return `${scheme}//${host}`
    const endpoint = hosts[hostname] ?? hosts['*']
    return endpoint && `${endpoint.tls ? 'https' : 'http'}://${endpoint.host}:${endpoint.port}`
  }

  /** A chain that is not checked proves no name, so that the name is not checked either then. */
  #tlsOf({ hostname }: BaseUrl, { httpVersion = '1', tls, certificate }: Speech) {
    const { backendCas, connectTimeoutMs } = this.#options
    const own = backendCas?.[hostname] ?? backendCas?.['*'] ?? []
    const secret = certificate?.secret
    // Made once: to read all those authorities takes longer than the handshake of a connection.
    const trust =
      own.length === 0
        ? secret
        : { secureContext: createSecureContext({ ca: [...rootCertificates, ...own], ...secret }) }
    return {
      timeout: connectTimeoutMs,
      ...trust,
      rejectUnauthorized: tls?.validatesChain !== false,
      ...(tls?.validatesName === false ? { checkServerIdentity: () => undefined } : {}),
      ...(httpVersion === '1' ? {} : { preferH2: true }),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of this.#plainWires.values()) wire[Symbol.dispose]()
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()))
  }
}

function speechKey({ httpVersion = '1', tls, certificate }: Speech): string {
  if (httpVersion === '1' && tls === undefined && certificate === undefined) return ''
  return `${certificate?.id ?? ''} ${httpVersion} ${tls?.validatesChain !== false} ${tls?.validatesName !== false}`
}
