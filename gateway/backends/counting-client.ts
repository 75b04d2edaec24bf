import { Client, type Dispatcher } from 'undici'
import type { ClockUs } from '../../ledger/clock.ts'

/** A handler that wants to know whether its request went out on a socket that was used before. */
export type SocketAware = Dispatcher.DispatchHandler & {
  /** Set when a client takes the request; to be asked when the request is written. */
  isSocketReused: (() => boolean) | undefined
}

/** When a socket is too old for another request after this one. */
export type Ageing = { readonly nowUs: ClockUs; readonly maxAgeUs: number }

/**
 * One connection of a pool, which counts the requests on its present socket. The first request on
 * a socket that is too old is its last, and the next one connects anew: asking each connection for
 * its age before each request, as a pool does, costs more than the rest of its work.
 */
export class CountingClient extends Client {
  readonly #ageing: Ageing | undefined
  #requests = 0
  #connectedAtUs = 0

  constructor(origin: URL, options: object, ageing: Ageing | undefined) {
    super(origin, options)
    this.#ageing = ageing
    this.on('connect', () => {
      this.#requests = 0
      this.#connectedAtUs = ageing?.nowUs() ?? 0
    })
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (isSocketAware(handler)) {
      handler.isSocketReused = () => {
        this.#requests += 1
        return this.#requests > 1
      }
    }
    return super.dispatch(this.#isOld() ? { ...options, reset: true } : options, handler)
  }

  #isOld(): boolean {
    if (this.#ageing === undefined || this.#connectedAtUs === 0) return false
    const { nowUs, maxAgeUs } = this.#ageing
    return nowUs() - this.#connectedAtUs > maxAgeUs
  }
}

function isSocketAware(handler: Dispatcher.DispatchHandler): handler is SocketAware {
  return 'isSocketReused' in handler
}
