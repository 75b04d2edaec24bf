import { connect } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { Clock } from '../clock.ts'
import type { ReplicatedCounters } from '../counters/replicated-counters.ts'
import { Channel } from './channel.ts'
import type { Hello, Message } from './messages.ts'
import type { Post } from './post.ts'
import { Questions, type Reply } from './questions.ts'
import type { PeerTiming } from './timing.ts'

export type OutgoingOptions = {
  readonly self: Omit<Hello, 'say'>
  readonly peer: string
  readonly endpoint: Endpoint
  /** How long changes are collected before they are sent. */
  readonly replicationMs: number
  readonly counters: Pick<ReplicatedCounters, 'openPeer' | 'closePeer' | 'takeChanges' | 'isOwed'>
  readonly clock: Pick<Clock, 'nowUs' | 'after'>
  readonly timing: PeerTiming
  readonly post: Post
  /** The peer came or went. */
  changed(): void
  defect(error: unknown): void
}

/**
 * This instance's way to one peer, connected again and again for as long as it lives. Everything
 * is told to a peer that is met anew, then every change; a lost connection loses nothing, for
 * changes are state. Only one portion is ever under way: a slow peer gets fewer and larger ones.
 */
export class Outgoing implements Disposable {
  readonly peer: string
  readonly #options: OutgoingOptions
  readonly #questions: Questions
  #channel: Channel | undefined
  #isMet = false
  /** When the portion that is under way was sent; undefined when none is. */
  #sentAtUs: number | undefined
  /** What was sent last was a part: the rest follows at once. */
  #hasMore = false
  #reconnectMs: number
  #isDisposed = false
  #cancelBeat: () => void = () => undefined
  #cancelTurn: () => void = () => undefined
  #cancelConnect: () => void = () => undefined

  constructor(options: OutgoingOptions) {
    this.peer = options.peer
    this.#options = options
    this.#questions = new Questions(options.clock)
    this.#reconnectMs = options.timing.reconnectMinMs
    this.#connect()
    this.#beat()
    this.#turn()
  }

  /** True when the peer has answered on this connection lately. */
  get isAlive(): boolean {
    return this.#isMet
  }

  /** Undefined when the peer says nothing in time, or is known not to answer just now. */
  ask(question: unknown, waitMs: number): Promise<Reply | undefined> {
    const channel = this.#channel
    if (!this.#isMet || channel === undefined) return Promise.resolve(undefined)
    return this.#questions.ask(channel, question, waitMs)
  }

  /** Said if the peer is there to hear it. */
  tell(note: unknown, tail: Buffer): void {
    if (this.#isMet) this.#channel?.send({ say: 'tell', note }, tail)
  }

  meetAnew(): void {
    this.#channel?.close()
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#cancelBeat()
    this.#cancelTurn()
    this.#cancelConnect()
    this.#channel?.close()
  }

  #connect(): void {
    const { endpoint, clock, self, defect } = this.#options
    const socket = connect(endpoint)
    const channel = new Channel(socket, clock.nowUs, {
      heard: (message, tail) => this.#heard(channel, message, tail),
      closed: () => this.#lost(),
      defect,
    })
    this.#channel = channel
    socket.once('connect', () => channel.send({ say: 'hello', ...self }))
  }

  #heard(channel: Channel, message: Message, tail: Buffer): void {
    this.#questions.heard()
    if (message.say === 'hello') this.#meet(channel, message)
    else if (message.say === 'answer') this.#questions.answered(message, tail)
    else if (message.say === 'merged') this.#merged()
  }

  #meet(channel: Channel, { runId, region, instance }: Hello): void {
    const { self, counters, changed } = this.#options
    // Somebody else listens there: its counts must not pass for the peer's.
    if (runId !== self.runId || region !== self.region || instance !== this.peer) {
      channel.close()
      return
    }
    if (this.#isMet) return
    this.#isMet = true
    counters.openPeer(this.peer)
    changed()
    this.#send()
  }

  /** The peer has the portion. */
  #merged(): void {
    this.#sentAtUs = undefined
    // A peer that takes nothing is met again later and later.
    this.#reconnectMs = this.#options.timing.reconnectMinMs
    // Anything newer waits for its turn: replication has a lag of its own.
    if (this.#hasMore) this.#send()
  }

  /** Sends one portion, unless one is under way or there is nothing to say. */
  #send(): void {
    const channel = this.#channel
    if (!this.#isMet || this.#sentAtUs !== undefined || channel === undefined) return
    const { counters, clock, post } = this.#options
    const changes = counters.takeChanges(this.peer)
    this.#hasMore = counters.isOwed(this.peer)
    if (changes.length === 0) return
    this.#sentAtUs = clock.nowUs()
    post.hand({
      peer: this.peer,
      send: () => channel.insist({ say: 'changes', changes }),
      taken: () => this.#merged(),
    })
  }

  #turn(): void {
    const { clock, replicationMs } = this.#options
    this.#cancelTurn = clock.after(replicationMs, () => {
      this.#tellAgain()
      this.#send()
      this.#turn()
    })
  }

  /** A portion whose receipt never comes is lost: the peer is owed everything once more. */
  #tellAgain(): void {
    const { clock, timing, counters } = this.#options
    const waitedMs = (clock.nowUs() - (this.#sentAtUs ?? clock.nowUs())) / 1_000
    if (!this.#isMet || waitedMs < timing.silenceMaxMs) return
    this.#sentAtUs = undefined
    counters.openPeer(this.peer)
  }

  #beat(): void {
    const { clock, timing } = this.#options
    const dueUs = clock.nowUs() + timing.heartbeatMs * 1_000
    this.#cancelBeat = clock.after(timing.heartbeatMs, () => {
      // An instance that was stuck itself has not read yet what its peer said meanwhile.
      const lateMs = (clock.nowUs() - dueUs) / 1_000
      const isSilent = (this.#channel?.silentMs ?? 0) > timing.silenceMaxMs
      // Also one that never connects: nothing was heard on it either.
      if (isSilent && lateMs < timing.silenceMaxMs / 2) this.#channel?.close()
      else if (this.#isMet) this.#channel?.send({ say: 'beat' })
      this.#beat()
    })
  }

  #lost(): void {
    const { clock, timing, counters, changed } = this.#options
    this.#channel = undefined
    this.#sentAtUs = undefined
    this.#questions.giveUp()
    if (this.#isMet) {
      this.#isMet = false
      counters.closePeer(this.peer)
      changed()
    }
    if (this.#isDisposed) return
    this.#cancelConnect = clock.after(this.#reconnectMs, () => this.#connect())
    this.#reconnectMs = Math.min(this.#reconnectMs * 2, timing.reconnectMaxMs)
  }
}
