import type { Clock } from '../clock.ts'
import type { Channel } from './channel.ts'

export type Reply = { readonly answer: unknown; readonly tail: Buffer }

// A peer that answers has far fewer open; past these it is no use to wait for.
const openMax = 1_000

/** Questions to one peer that wait for their answers. */
export class Questions {
  readonly #clock: Pick<Clock, 'after'>
  readonly #open = new Map<number, (reply: Reply | undefined) => void>()
  #nextId = 1
  #isUnheard = false

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /**
   * Undefined when no answer came in time. A peer that left one question open is asked nothing
   * more until it is heard again: a silent one delays a few requests, not all of them.
   */
  ask(
    channel: Pick<Channel, 'send'>,
    question: unknown,
    waitMs: number,
  ): Promise<Reply | undefined> {
    const id = this.#nextId
    if (this.#isUnheard || this.#open.size >= openMax) return Promise.resolve(undefined)
    if (!channel.send({ say: 'ask', id, question })) return Promise.resolve(undefined)
    this.#nextId += 1
    return new Promise((resolve) => {
      const callOff = this.#clock.after(waitMs, () => {
        this.#isUnheard = true
        settle(undefined)
      })
      const settle = (reply: Reply | undefined) => {
        this.#open.delete(id)
        callOff()
        resolve(reply)
      }
      this.#open.set(id, settle)
    })
  }

  /** Anything came from the peer. */
  heard(): void {
    this.#isUnheard = false
  }

  answered({ id, answer }: { readonly id: number; readonly answer?: unknown }, tail: Buffer): void {
    this.#open.get(id)?.({ answer, tail })
  }

  /** The connection is gone: no answer will come. */
  giveUp(): void {
    this.#isUnheard = false
    for (const settle of [...this.#open.values()]) settle(undefined)
  }
}
