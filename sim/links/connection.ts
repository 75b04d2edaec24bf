import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { Direction } from './direction.ts'
import { type FeltHarm, Flow } from './flow.ts'

/**
 * Two sockets joined in the middle. An end passes as an end, a reset as a reset; while a direction
 * is held, what happens at its source does not reach the other side.
 */
export class Connection {
  readonly #client: Socket
  readonly #server: Socket
  readonly #flows: Readonly<Record<Direction, Flow>>
  readonly #held: Record<Direction, boolean> = { up: false, down: false }
  readonly #onClosed: () => void
  #isClosed = false
  #isSevered = false

  constructor(client: Socket, server: Socket, clock: Clock, onClosed: () => void) {
    this.#client = client
    this.#server = server
    this.#onClosed = onClosed
    const reset = () => this.reset()
    this.#flows = {
      up: new Flow(client, server, clock, reset),
      down: new Flow(server, client, clock, reset),
    }
    this.#follow(client, server, 'up')
    this.#follow(server, client, 'down')
  }

  hold(direction: Direction, isHeld: boolean): void {
    this.#held[direction] = isHeld
    // One side went away unheard: released, the other learns it as a host that knows it not.
    if (!isHeld && this.#isSevered) this.reset()
    else this.#flows[direction].hold(isHeld)
  }

  suffer(direction: Direction, harms: readonly FeltHarm[]): void {
    this.#flows[direction].suffer(harms)
  }

  /** RST to both sides. */
  reset(): void {
    resetSocket(this.#client)
    resetSocket(this.#server)
    this.#close()
  }

  #follow(socket: Socket, other: Socket, direction: Direction): void {
    let isBroken = false
    socket.on('error', () => {
      isBroken = true
    })
    socket.on('close', () => {
      if (this.#held[direction]) {
        this.#isSevered = true
        return
      }
      if (isBroken) resetSocket(other)
      // Closed without an end that we saw (or with its end still on its way): end it in order.
      else if (!socket.readableEnded) other.destroySoon()
      if (other.destroyed) this.#close()
    })
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#flows.up.stop()
    this.#flows.down.stop()
    this.#onClosed()
  }
}

/** Sends an RST; a socket that is still connecting or is not of TCP is just closed. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  socket.resetAndDestroy()
}
