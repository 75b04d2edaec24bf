import { createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'
import type { ReplicatedCounters } from '../counters/replicated-counters.ts'
import { portInUse } from '../errors.ts'
import { Channel } from './channel.ts'
import type { Hello, Message } from './messages.ts'
import type { Reply } from './questions.ts'
import type { PeerTiming } from './timing.ts'

/** Answers what peers ask of this instance's share of the cache. */
export type PeerDesk = {
  /** Undefined when there is no answer. */
  answer(question: unknown): Reply | undefined
  told(note: unknown, tail: Buffer): void
}

export type IncomingOptions = {
  readonly self: Omit<Hello, 'say'>
  readonly listen: Endpoint
  readonly counters: Pick<ReplicatedCounters, 'merge'>
  readonly desk: PeerDesk
  readonly clock: Pick<Clock, 'nowUs' | 'after'>
  readonly timing: PeerTiming
  /** Connections at one time; one each is enough, but old ones may be half dead. */
  readonly connectionsMax: number
  defect(error: unknown): void
}

/** Where the peers of an instance reach it: merges what they tell, answers what they ask. */
export class Incoming implements AsyncDisposable {
  readonly #options: IncomingOptions
  readonly #server: Server
  /** With the instance at the other end; undefined until it has said who it is. */
  readonly #channels = new Map<Channel, string | undefined>()
  #cancelSweep: () => void = () => undefined

  constructor(options: IncomingOptions) {
    this.#options = options
    this.#server = createServer((socket) => this.#accept(socket))
    this.#server.maxConnections = options.connectionsMax
  }

  /** Resolves to the port; rejects when it cannot be had. */
  open(): Promise<number> {
    const { host, port } = this.#options.listen
    return new Promise((resolve, reject) => {
      // Later, running out of descriptors shows here; those who are connected stay so.
      this.#server.on('error', (error) => {
        const isInUse = 'code' in error && error.code === 'EADDRINUSE'
        reject(isInUse ? portInUse(host, port) : error)
      })
      this.#server.listen(port, host, () => {
        this.#sweep()
        const address = this.#server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  /** At one time. */
  set connectionsMax(count: number) {
    this.#server.maxConnections = count
  }

  /** Ends every connection: its other end comes back, and tells everything. */
  meetAnew(): void {
    for (const channel of this.#channels.keys()) channel.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelSweep()
    for (const channel of this.#channels.keys()) channel.close()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(socket: Socket): void {
    const { clock, defect } = this.#options
    const channel = new Channel(socket, clock.nowUs, {
      heard: (message, tail) => this.#heard(channel, message, tail),
      closed: () => this.#channels.delete(channel),
      defect,
    })
    this.#channels.set(channel, undefined)
  }

  #heard(channel: Channel, message: Message, tail: Buffer): void {
    const isKnown = this.#channels.get(channel) !== undefined
    if (message.say === 'hello') this.#meet(channel, message)
    else if (isKnown) this.#answer(channel, message, tail)
    // Who it is comes first.
    else channel.close()
  }

  #meet(channel: Channel, { runId, region, instance }: Hello): void {
    const { self } = this.#options
    // Counters and caches never cross runs or regions.
    if (runId !== self.runId || region !== self.region) {
      channel.close()
      return
    }
    // An instance connects anew when its old connection is dead, seen from its side.
    for (const [other, name] of this.#channels) {
      if (name === instance && other !== channel) other.close()
    }
    this.#channels.set(channel, instance)
    channel.insist({ say: 'hello', ...self })
  }

  #answer(channel: Channel, message: Message, tail: Buffer): void {
    const { counters, desk } = this.#options
    switch (message.say) {
      case 'beat':
        channel.send({ say: 'beat' })
        break
      case 'changes':
        counters.merge(message.changes)
        channel.insist({ say: 'merged' })
        break
      case 'ask': {
        const reply = desk.answer(message.question)
        channel.send({ say: 'answer', id: message.id, answer: reply?.answer }, reply?.tail)
        break
      }
      case 'tell':
        desk.told(message.note, tail)
        break
    }
  }

  /** Closes what has been silent for so long that its other end is gone. */
  #sweep(): void {
    const { clock, timing } = this.#options
    const dueUs = clock.nowUs() + timing.silenceMaxMs * 1_000
    this.#cancelSweep = clock.after(timing.silenceMaxMs, () => {
      // An instance that was stuck itself has not read yet what its peers said meanwhile.
      const lateMs = (clock.nowUs() - dueUs) / 1_000
      for (const channel of this.#channels.keys()) {
        const isSilent = channel.silentMs > 2 * timing.silenceMaxMs
        if (isSilent && lateMs < timing.silenceMaxMs / 2) channel.close()
      }
      this.#sweep()
    })
  }
}
