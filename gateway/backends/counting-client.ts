import { Client, type Dispatcher } from 'undici'

/** A handler that wants to know whether its request went out on a socket that was used before. */
export type SocketAware = Dispatcher.DispatchHandler & {
  /** Set when a client takes the request; to be asked when the request is written. */
  isSocketReused: (() => boolean) | undefined
}

/** One connection of a pool, which counts the requests on its present socket. */
export class CountingClient extends Client {
  #requests = 0

  constructor(origin: URL, options: object) {
    super(origin, options)
    this.on('connect', () => {
      this.#requests = 0
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
    return super.dispatch(options, handler)
  }
}

function isSocketAware(handler: Dispatcher.DispatchHandler): handler is SocketAware {
  return 'isSocketReused' in handler
}
