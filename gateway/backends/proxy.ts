import { request } from 'node:http'
import type { Socket } from 'node:net'
import { buildConnector, type Dispatcher } from 'undici'
import { baseUrlOf } from './base-url.ts'
import type { BaseUrl } from './call.ts'

/** An HTTP proxy on the way to a backend. */
export type HttpProxy = {
  readonly base: BaseUrl
  /** The `Proxy-Authorization` that it gets; absent: none. */
  readonly authorization?: string
}

/** What takes requests: a pool of connections, or something before one. */
export type Wire = Pick<Dispatcher, 'dispatch'>

/**
 * Undefined for anything but an http URL: the gateway speaks to a proxy in the clear. Source: APIM,
 * proxy; RFC 7617.
 */
export function proxyOf(url: string, username?: string, password = ''): HttpProxy | undefined {
  const base = baseUrlOf(url)
  if (base?.scheme !== 'http:') return undefined
  if (username === undefined || username === '') return { base }
  const pair = Buffer.from(`${username}:${password}`).toString('base64')
  return { base, authorization: `Basic ${pair}` }
}

/**
 * Sends requests to the proxy with the whole URL of the backend in their first line.
 * Source: RFC 9112, section 3.2.2.
 */
export function inAbsoluteForm(wire: Wire, { scheme, host }: BaseUrl, proxy: HttpProxy): Wire {
  const { authorization } = proxy
  return {
    dispatch(options, handler) {
      const headers = Array.isArray(options.headers) ? options.headers : []
      const path = `${scheme}//${host}${options.path}`
      const own = authorization === undefined ? [] : ['Proxy-Authorization', authorization]
      return wire.dispatch({ ...options, path, headers: [...headers, ...own] }, handler)
    },
  }
}

export type TunnelOptions = {
  /** Where the proxy is. */
  readonly host: string
  readonly port: number
  readonly authorization: string | undefined
  /** Of the backend behind it, as it stands in its URL. */
  readonly target: BaseUrl
  /** Of TLS in the tunnel. */
  readonly tls: buildConnector.BuildOptions
  readonly timeoutMs: number
}

/** Connects through a proxy that only passes bytes on. Source: RFC 9110, section 9.3.6. */
export function tunnel(options: TunnelOptions): buildConnector.connector {
  const { host, port, authorization, target, tls, timeoutMs } = options
  const overTls = buildConnector(tls)
  const authority = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${target.port}`
  const headers = {
    Host: authority,
    ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
  }
  return (given, done) => {
    const fail = (error: Error) => done(error, null)
    const asked = request({ host, port, method: 'CONNECT', path: authority, headers, agent: false })
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error('the proxy does not answer')))
    asked.once('error', fail)
    asked.once('response', (response) => {
      response.destroy()
      fail(refused(response.statusCode))
    })
    asked.once('connect', (response, socket: Socket) => {
      asked.off('error', fail)
      asked.setTimeout(0)
      socket.setTimeout(0)
      if (response.statusCode === 200) return overTls({ ...given, httpSocket: socket }, done)
      socket.destroy()
      fail(refused(response.statusCode))
    })
    asked.end()
  }
}

function refused(status: number | undefined): Error {
  return new Error(`the proxy answered CONNECT with ${status}`)
}
