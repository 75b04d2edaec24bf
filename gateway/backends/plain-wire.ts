import type { Dispatcher } from 'undici'
import { Channel } from '../../wire/channel.ts'
import { WireError } from '../../wire/wire-error.ts'
import type { Clock } from '../clock.ts'
import { type Lender, PlainRequest } from './plain-request.ts'
import type { Wire } from './proxy.ts'

export type PlainWireOptions = {
  readonly clock: Pick<Clock, 'nowUs' | 'after'>
  readonly host: string
  readonly port: number
  readonly connectTimeoutMs: number
  readonly connectionsMax: number
  /** How long a connection may be idle; the other side may want it shorter. */
  readonly idleMaxMs: number
  /** A connection older than this takes one more request, as its last. */
  readonly maxAgeMs: number
  /** Takes what is not simple: bodies that come in pieces, and other protocols. */
  readonly otherwise: Wire
}

/** An open channel, and since when it stands and is idle. */
type Lane = { readonly openedAtUs: number; idleSinceUs: number; idleMaxMs: number }

/** So much before the other side closes an idle connection, it is not used any more. */
const beforeCloseMs = 2_000
const sweepEveryMs = 1_000

/**
 * HTTP/1.1 in the clear to one backend, for requests whose body is there whole: nearly all of them,
 * at a third of the processor time of a client that can do everything.
 */
export class PlainWire implements Wire, Lender, Disposable {
  readonly #options: PlainWireOptions
  readonly #lanes = new Map<Channel, Lane>()
  /** The one that was used last is taken first, so that those beyond the need grow idle. */
  readonly #idle: Channel[] = []
  readonly #waiting: PlainRequest[] = []
  #opening = 0
  #cancelSweep: (() => void) | undefined
  #isOver = false

  constructor(options: PlainWireOptions) {
    this.#options = options
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { method, path, headers, body, upgrade } = options
    const isWhole = body === undefined || body === null || body instanceof Uint8Array
    if (!isWhole || !isInARow(headers) || (upgrade ?? false) !== false) {
      return this.#options.otherwise.dispatch(options, handler)
    }
    const request = { method, path, headers, body: body ?? undefined }
    this.#serve(new PlainRequest(request, handler, this))
    return true
  }

  giveBack(request: PlainRequest, channel: Channel): void {
    const lane = this.#lanes.get(channel)
    if (lane === undefined) return
    if (!channel.isOpen || this.#isOver) {
      this.#drop(channel)
      const next = this.#waiting.shift()
      if (next !== undefined) this.#serve(next)
      return
    }
    const { keptForMs } = request
    if (keptForMs !== undefined) lane.idleMaxMs = keptForMs - beforeCloseMs
    this.#lend(channel, lane, this.#waiting.shift())
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#cancelSweep?.()
    for (const channel of this.#lanes.keys()) channel.close()
    this.#lanes.clear()
    for (const request of this.#waiting.splice(0)) request.failed(closed())
  }

  #serve(request: PlainRequest): void {
    for (let channel = this.#idle.pop(); channel !== undefined; channel = this.#idle.pop()) {
      const lane = this.#lanes.get(channel)
      if (lane !== undefined && channel.isOpen && !this.#isTooIdle(lane)) {
        this.#lend(channel, lane, request)
        return
      }
      this.#drop(channel)
    }
    if (this.#lanes.size + this.#opening < this.#options.connectionsMax) this.#open(request)
    else this.#waiting.push(request)
  }

  #open(request: PlainRequest): void {
    this.#opening += 1
    Channel.open(this.#options).then(
      (channel) => {
        this.#opening -= 1
        const openedAtUs = this.#options.clock.nowUs()
        const { idleMaxMs } = this.#options
        const lane = { openedAtUs, idleSinceUs: openedAtUs, idleMaxMs }
        this.#lanes.set(channel, lane)
        if (this.#isOver) {
          this.#drop(channel)
          request.failed(closed())
        } else this.#lend(channel, lane, request)
      },
      (error: Error) => {
        this.#opening -= 1
        request.failed(error)
        const next = this.#waiting.shift()
        if (next !== undefined) this.#serve(next)
      },
    )
  }

  /** To that request, or to the first that waits and still wants it; many may have gone meanwhile. */
  #lend(channel: Channel, lane: Lane, first: PlainRequest | undefined): void {
    const nowUs = this.#options.clock.nowUs()
    const isOld = nowUs - lane.openedAtUs > this.#options.maxAgeMs * 1_000
    for (let request = first; request !== undefined; request = this.#waiting.shift()) {
      if (request.begin(channel, isOld)) return
    }
    // The other side closes it about now.
    if (lane.idleMaxMs <= 0) {
      this.#drop(channel)
      return
    }
    lane.idleSinceUs = nowUs
    this.#idle.push(channel)
    this.#cancelSweep ??= this.#options.clock.after(sweepEveryMs, () => this.#sweep())
  }

  #isTooIdle({ idleSinceUs, idleMaxMs }: Lane): boolean {
    return (this.#options.clock.nowUs() - idleSinceUs) / 1_000 >= idleMaxMs
  }

  /** Closes what nobody has used for too long; those idle longest come first. */
  #sweep(): void {
    this.#cancelSweep = undefined
    const kept = this.#idle.filter((channel) => {
      const lane = this.#lanes.get(channel)
      const isKept = lane !== undefined && channel.isOpen && !this.#isTooIdle(lane)
      if (!isKept) this.#drop(channel)
      return isKept
    })
    this.#idle.splice(0, this.#idle.length, ...kept)
    if (kept.length > 0) {
      this.#cancelSweep = this.#options.clock.after(sweepEveryMs, () => this.#sweep())
    }
  }

  #drop(channel: Channel): void {
    this.#lanes.delete(channel)
    channel.close()
  }
}

function isInARow(headers: Dispatcher.DispatchOptions['headers']): headers is string[] {
  return Array.isArray(headers)
}

function closed(): WireError {
  return new WireError('GATEDRILL_CLOSED', 'the instance ends')
}
