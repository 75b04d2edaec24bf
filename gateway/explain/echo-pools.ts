import { Readable } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import type { BaseUrl } from '../backends/call.ts'
import { BackendPools, type PoolOptions, type Speech } from '../backends/pools.ts'
import type { Wire } from '../backends/proxy.ts'

/**
 * Connections to the hosts that lead somewhere, and an echo in the place of all others: it answers
 * 200 with the request that it was sent, as JSON. Nothing leaves the process for it.
 */
export class EchoPools extends BackendPools {
  readonly #hosts: NonNullable<PoolOptions['hosts']>

  constructor(options: PoolOptions) {
    super(options)
    this.#hosts = options.hosts ?? {}
  }

  override wireTo(url: BaseUrl, speech?: Speech): Wire | undefined {
    return this.#isReal(url) ? super.wireTo(url, speech) : this.poolOf(url)
  }

  override poolOf(url: BaseUrl, speech?: Speech): Pool | undefined {
    return this.#isReal(url)
      ? super.poolOf(url, speech)
      : new EchoPool(`${url.scheme}//${url.host}`)
  }

  #isReal({ hostname }: BaseUrl): boolean {
    return this.#hosts[hostname] !== undefined || this.#hosts['*'] !== undefined
  }
}

class EchoPool extends Pool {
  readonly #origin: string

  constructor(origin: string) {
    super(origin)
    this.#origin = origin
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    void answer(this.#origin, options, handler)
    return true
  }
}

async function answer(
  origin: string,
  { method, path, headers, body }: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): Promise<void> {
  const controller = controllerOf(handler)
  handler.onRequestStart?.(controller, {})
  const text = await textOf(body)
  const echo = { method, url: `${origin}${path}`, headers: namedHeaders(headers), body: text }
  const bytes = Buffer.from(JSON.stringify(echo, undefined, 2))
  if (controller.aborted) return
  controller.rawHeaders = [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(bytes.length),
  ].map((part) => Buffer.from(part))
  handler.onResponseStarted?.()
  handler.onResponseStart?.(controller, 200, {}, 'OK')
  handler.onResponseData?.(controller, bytes)
  handler.onResponseEnd?.(controller, {})
}

function controllerOf(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchController {
  let reason: Error | null = null
  const controller: Dispatcher.DispatchController = {
    get aborted() {
      return reason !== null
    },
    get reason() {
      return reason
    },
    paused: false,
    rawHeaders: [],
    rawTrailers: [],
    abort(error) {
      if (reason !== null) return
      reason = error
      handler.onResponseError?.(controller, error)
    },
    pause: () => undefined,
    resume: () => undefined,
  }
  return controller
}

function namedHeaders(headers: Dispatcher.DispatchOptions['headers']): Record<string, string> {
  const list = Array.isArray(headers) ? headers : []
  const named: Record<string, string> = {}
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = String(list[index])
    const before = named[name]
    const value = String(list[index + 1])
    named[name] = before === undefined ? value : `${before}, ${value}`
  }
  return named
}

async function textOf(body: Dispatcher.DispatchOptions['body']): Promise<string> {
  if (body instanceof Readable) return Buffer.concat(await body.toArray()).toString()
  return body === null || body === undefined ? '' : String(body)
}
